/** Text within XML. Pure. */
const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const xmlText = (text: string): string => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign)
