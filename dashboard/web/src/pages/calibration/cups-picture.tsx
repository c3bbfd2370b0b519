/** A cell from the side with what lies on it: a coin, and one or two cups of water. */

export const CupsPicture = ({ cups }: { readonly cups: 1 | 2 }) => (
  <svg class="cups-picture" viewBox="0 0 64 80" aria-hidden="true">
    <path class="cushion-line" d="M4 74h56" />
    <rect class="cell" x="22" y="70" width="20" height="4" rx="2" />
    <rect class="coin" x="25" y="66" width="14" height="4" rx="1" />
    <Cup topY={38} />
    {cups === 2 && <Cup topY={8} />}
  </svg>
)

const Cup = ({ topY }: { readonly topY: number }) => (
  <g transform={`translate(32 ${topY})`}>
    <path class="water" d="M-11 9h22l-2 19h-18z" />
    <path class="cup" d="M-12 0l3 28h18l3-28" />
  </g>
)
