/** API tokens: for scripts and other programs, with a scope and an end. */
import { useSignal } from '@preact/signals'
import type { TokenScope } from '../../../../../contract/people.ts'
import { Answered, Refused } from '../../components/answered.tsx'
import { CheckSet, Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useApp } from '../../session/app-context.ts'
import { dateWords, useMoments } from '../../session/day/use-moments.ts'
import { useChanges } from '../../session/use-changes.ts'
import { tokenScopeWords } from '../../words/people-words.ts'

interface TokensAnswer {
  readonly tokens: readonly {
    readonly id: string
    readonly name: string
    readonly scopes: readonly TokenScope[]
    readonly expiresAtMs: number
    readonly lastUsedAtMs: number | null
    readonly revokedAtMs: number | null
  }[]
}

const everyScope = ['sitting', 'frames', 'diary', 'notes', 'server'] as const satisfies readonly TokenScope[]

export function Tokens() {
  const version = useSignal(0)
  const { busy, refused, send } = useChanges()
  const moment = useMoments()
  const revoke = async (id: string): Promise<void> => {
    if (await send({ method: 'DELETE', path: `account/tokens/${id}` })) version.value += 1
  }
  const stateOf = (token: TokensAnswer['tokens'][number]): string => {
    const end =
      token.revokedAtMs !== null
        ? `revoked ${moment(token.revokedAtMs)}`
        : `until ${dateWords(token.expiresAtMs)}`
    const use = token.lastUsedAtMs === null ? 'never used' : `last used ${moment(token.lastUsedAtMs)}`
    return `${token.scopes.join(', ')}; ${end}; ${use}`
  }
  return (
    <section class="card">
      <h2>API tokens</h2>
      <p class="small">
        For scripts, Home Assistant or Grafana. A token reads what you may see, cut to what you choose. It is
        sent as <code>Authorization: Bearer</code>.
      </p>
      <Answered<TokensAnswer> path="account/tokens" version={version.value}>
        {({ tokens }) => (
          <ul class="entries">
            {tokens.map((token) => (
              <li key={token.id} class={token.revokedAtMs === null ? undefined : 'over'}>
                <span>
                  <strong>{token.name}</strong> <span class="small">{stateOf(token)}</span>
                </span>
                {token.revokedAtMs === null && (
                  <button
                    type="button"
                    class="button small-button"
                    aria-label={`Revoke ${token.name}`}
                    disabled={busy.value}
                    onClick={() => void revoke(token.id)}
                  >
                    Revoke
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answered>
      <Refused message={refused.value} />
      <NewToken
        onMade={() => {
          version.value += 1
        }}
      />
    </section>
  )
}

function NewToken({ onMade }: { readonly onMade: () => void }) {
  const { account } = useApp()
  const name = useSignal('')
  const days = useSignal('90')
  const scopes = useSignal<readonly TokenScope[]>(['sitting'])
  const token = useSignal<string | null>(null)
  const changes = useChanges()
  const admin = account.person.value?.roles.includes('admin') === true
  const choices = everyScope.filter((scope) => scope !== 'server' || admin)
  const make = async (): Promise<void> => {
    const body = { name: name.value, scopes: scopes.value, days: Number(days.value) }
    const made = await changes.ask<{ token: string }>({ method: 'POST', path: 'account/tokens', body })
    if (made === null) return
    token.value = made.token
    name.value = ''
    onMade()
  }
  return (
    <Form
      changes={changes}
      action="Make a token"
      quiet
      ready={scopes.value.length > 0}
      onSubmit={make}
      after={
        token.value !== null && (
          <ShownOnce
            label="Your token"
            text={token.value}
            hint="Shown only now. Sitbone keeps no copy of it."
          />
        )
      }
    >
      <Field label="Name of the token" required bind={name}>
        What will use it.
      </Field>
      <CheckSet legend="What it reads" choices={choices} words={tokenScopeWords} bind={scopes} />
      <Field label="Works for (days)" type="number" min={1} max={366} required bind={days} />
    </Form>
  )
}
