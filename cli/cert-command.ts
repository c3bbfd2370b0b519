/** `sitbone cert`: makes a local authority and a certificate for this computer, and says how a phone comes to trust it. */
import { X509Certificate } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'
import { renderUnicodeCompact } from 'uqr'
import { bracketed } from '../dashboard/server/http/bind.ts'
import { makePrivateFolder, readIfThere, replaceFile } from '../platform/files/private-files.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { SettingsError } from '../settings/settings.ts'
import {
  type MadePair,
  makeAuthority,
  makeServerCertificate,
  serverDays,
} from '../tools/local-authority/authority.ts'
import { ownNames } from '../tools/local-authority/own-names.ts'
import type { CommandContext } from './context.ts'
import { hostAndPort } from './roles/host-and-port.ts'

export async function runCert({ values, options }: CommandContext): Promise<number> {
  const say = (line = '') => void process.stdout.write(`${line}\n`)
  ensureFolder(values.data)
  const folder = join(resolve(values.data), 'tls')
  makePrivateFolder(folder)
  const nowMs = Date.now()
  const authority = await authorityIn(folder, nowMs)
  const asked = typeof options.name === 'string' ? options.name.split(',').map((one) => one.trim()) : []
  const names = ownNames({ hostname: hostname(), interfaces: networkInterfaces() }, [
    ...asked.filter((one) => one !== ''),
    ...(values['public-host'] ?? []),
  ])
  const made = await makeServerCertificate({ authority: authority.pair, names, nowMs })
  const [certFile, keyFile] = [join(folder, 'server.crt'), join(folder, 'server.key')]
  replaceFile(keyFile, made.key)
  replaceFile(certFile, made.cert)

  const { port } = hostAndPort('--listen', values.listen)
  const page = `https://${bracketed(names[0] ?? 'localhost')}:${port}/`
  say(`The certificate ${certFile} is for ${names.join(', ')}.`)
  say(`It is valid for ${serverDays} days. Run this command again before it ends; a running Sitbone`)
  say('takes the new one within a minute, and phones go on trusting it.')
  say()
  say('1. Add the first account, unless there is one: npm run sitbone -- user add <name>')
  say('2. Start Sitbone with')
  say(`     --listen 0.0.0.0:${port} --tls-cert ${certFile} --tls-key ${keyFile}`)
  say(`3. Let each phone or computer trust ${authority.file}`)
  say('   Take it there by cable, or send it to yourself. It is no secret; its .key is, and stays here.')
  say('   iPhone, iPad: open the file; Settings > Profile Downloaded > Install; then Settings > General >')
  say('     About > Certificate Trust Settings: switch it on.')
  say('   Android: Settings > Security > Encryption & credentials > Install a certificate > CA certificate.')
  say('   Computers: import it as a trusted authority in the keychain or in the browser’s settings.')
  say(`   Compare the fingerprint (SHA-256): ${new X509Certificate(authority.pair.cert).fingerprint256}`)
  say(`4. Open ${page} there:`)
  say()
  say(renderUnicodeCompact(page, { border: 2 }))
  return 0
}

/** Kept, so that phones trust each later certificate. Whoever gets its key can pose as any site to those phones. */
async function authorityIn(
  folder: string,
  nowMs: number,
): Promise<{ readonly file: string; readonly pair: MadePair }> {
  const [file, keyFile] = [join(folder, 'authority.crt'), join(folder, 'authority.key')]
  const [cert, key] = [readIfThere(file), readIfThere(keyFile)]
  if (cert !== null && key !== null && Date.parse(new X509Certificate(cert).validTo) > nowMs)
    return { file, pair: { cert, key } }
  if (cert !== null && key === null)
    throw new SettingsError(
      `${keyFile} is missing, so no further certificate can be signed. Nothing was changed. Put it back from a backup, or remove ${file} too; each phone then has to trust the new one.`,
    )
  const pair = await makeAuthority(`Sitbone on ${hostname()}`, nowMs)
  replaceFile(keyFile, pair.key)
  replaceFile(file, pair.cert)
  return { file, pair }
}
