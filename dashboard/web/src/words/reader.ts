/**
 * Sentences to the sitter, for somebody else who reads them. Only for Sitbone's own words: what a person wrote stays as it is.
 * "You" and "they" take the same verbs, so only the pronouns differ.
 */
const others: Readonly<Record<string, string>> = {
  your: 'their',
  yours: 'theirs',
  yourself: 'themselves',
  you: 'they',
}
const afterThese = /\b(?:by|for|from|gives|lets|of|to|with)\s$/

/** `You reached your limit.` as `They reached their limit.` */
export const aboutThem = (text: string): string =>
  text.replace(/\b(yourself|yours|your|you)\b/gi, (word, _group, at: number) => {
    const small = word.toLowerCase()
    const other = small === 'you' && afterThese.test(text.slice(0, at)) ? 'them' : (others[small] ?? word)
    return word === small ? other : other.charAt(0).toUpperCase() + other.slice(1)
  })
