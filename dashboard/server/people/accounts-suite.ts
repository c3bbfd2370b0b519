/** What every accounts database must do; run on SQLite and on PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Accounts, openAccounts } from './accounts.ts'
import { type AccountsAddress, AccountsUnavailable } from './database/open.ts'
import { addGrant } from './records/grants.ts'
import { isSameSecret } from './records/same-secret.ts'
import { addPerson } from './testing.ts'

const startMs = Date.UTC(2026, 2, 1)
const hourMs = 3_600_000
const secret = 'signs the sessions of every dashboard'

export function accountsSuite(name: string, freshAddress: () => Promise<AccountsAddress>): void {
  describe(`accounts on ${name}`, () => {
    let address: AccountsAddress
    let accounts: Accounts
    let anna: string
    let ben: string
    let physio: string

    beforeEach(async () => {
      address = await freshAddress()
      accounts = await openAccounts(address)
      anna = await addPerson(accounts, 'anna', ['sitter'])
      ben = await addPerson(accounts, 'ben', ['sitter'])
      physio = await addPerson(accounts, 'petra', ['physio'])
    })
    afterEach(() => accounts.close())

    it('keeps everything over a restart, and takes no step twice', async () => {
      await accounts.assignments.assign({ cushion: 'desk-1', sitterId: anna, fromMs: startMs })
      await accounts.close()
      accounts = await openAccounts(address)
      expect((await accounts.roster.list()).map(({ userName }) => userName)).toEqual(['anna', 'ben', 'petra'])
      expect(await accounts.assignments.of('desk-1')).toEqual([
        { sitterId: anna, fromMs: startMs, toMs: null },
      ])
    })

    it('refuses a database that a newer Sitbone wrote, and changes nothing in it', async () => {
      await accounts.database.db
        .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
        .insertInto('kysely_migration')
        .values({ name: '9999-later', timestamp: '2027-01-01' })
        .execute()
      await expect(openAccounts(address)).rejects.toThrow(AccountsUnavailable)
      await expect(openAccounts(address)).rejects.toThrow(/newer Sitbone/)
      expect(await accounts.roster.anybody()).toBe(true)
    })

    it('knows whether it is opened with the secret of the last time, and does not keep it', async () => {
      const { db } = accounts.database
      const asked = [secret, secret, `${secret}!`, `${secret}!`, secret]
      const same: boolean[] = []
      for (const each of asked) same.push(await isSameSecret(db, each))
      expect(same).toEqual([true, true, false, true, false])
      const kept = await db.selectFrom('installation').selectAll().where('name', '=', 'secret').execute()
      expect(kept).toEqual([{ name: 'secret', value: expect.stringMatching(/^[\w-]{4}$/) }])
    })

    it('roles: set as a whole, unknown ones of a newer Sitbone left out', async () => {
      await accounts.roster.setRoles(anna, ['sitter', 'admin', 'admin'])
      expect((await accounts.roster.byUserName('ANNA'))?.roles).toEqual(['sitter', 'admin'])
      await accounts.database.db
        .insertInto('personRole')
        .values({ personId: anna, role: 'captain' })
        .execute()
      expect((await accounts.roster.byId(anna))?.roles).toEqual(['sitter', 'admin'])
      expect(await accounts.roster.adminIds()).toEqual([anna])
    })

    it('a grant holds from its start to its end, and not after it is revoked', async () => {
      const untilMs = startMs + 2 * hourMs
      const grant = await accounts.grants.add({
        sitterId: anna,
        physioId: physio,
        scopes: ['diary'],
        fromMs: startMs,
        untilMs,
        nowMs: startMs - hourMs,
      })
      const held = async (atMs: number) => (await accounts.grants.heldBy(physio, atMs)).map(({ id }) => id)
      expect(await held(startMs - 1)).toEqual([])
      expect(await held(startMs)).toEqual([grant.id])
      expect(await held(untilMs - 1)).toEqual([grant.id])
      expect(await held(untilMs)).toEqual([])
      expect(await accounts.grants.revoke({ id: grant.id, sitterId: ben, nowMs: startMs })).toBe(false)
      expect(await held(startMs)).toEqual([grant.id])
      expect(await accounts.grants.revoke({ id: grant.id, sitterId: anna, nowMs: startMs })).toBe(true)
      expect(await held(startMs + 1)).toEqual([])
      expect(await accounts.grants.revoke({ id: grant.id, sitterId: anna, nowMs: startMs })).toBe(false)
    })

    it('a cushion belongs to one sitter at a time; what lies between is nobody’s', async () => {
      const { assignments } = accounts
      const assign = (sitterId: string, fromMs: number) =>
        assignments.assign({ cushion: 'desk-1', sitterId, fromMs })
      expect(await assign(anna, startMs)).toBe('assigned')
      expect(await assign(ben, startMs + hourMs)).toBe('assigned')
      expect(await assignments.release('desk-1', startMs + 2 * hourMs)).toBe(true)
      expect(await assignments.release('desk-1', startMs + 2 * hourMs)).toBe(false)
      expect(await assign(anna, startMs + 3 * hourMs)).toBe('assigned')
      expect(await assignments.of('desk-1')).toEqual([
        { sitterId: anna, fromMs: startMs, toMs: startMs + hourMs },
        { sitterId: ben, fromMs: startMs + hourMs, toMs: startMs + 2 * hourMs },
        { sitterId: anna, fromMs: startMs + 3 * hourMs, toMs: null },
      ])
    })

    it('time that belongs to somebody cannot be assigned again', async () => {
      const { assignments } = accounts
      await assignments.assign({ cushion: 'desk-1', sitterId: anna, fromMs: startMs })
      await assignments.assign({ cushion: 'desk-1', sitterId: ben, fromMs: startMs + hourMs })
      const before = await assignments.of('desk-1')
      for (const fromMs of [startMs - 1, startMs, startMs + hourMs / 2, startMs + hourMs])
        expect(await assignments.assign({ cushion: 'desk-1', sitterId: anna, fromMs })).toBe('taken')
      expect(await assignments.of('desk-1')).toEqual(before)
    })

    it('of two who assign the same cushion at once, one gets it', async () => {
      const tries = [anna, ben].map((sitterId) =>
        accounts.assignments.assign({ cushion: 'desk-9', sitterId, fromMs: startMs }).catch(() => 'refused'),
      )
      expect((await Promise.all(tries)).filter((outcome) => outcome === 'assigned')).toHaveLength(1)
      expect(await accounts.assignments.of('desk-9')).toHaveLength(1)
    })

    it('an invitation works once, in time, and for its address', async () => {
      const invite = (address: string | null) =>
        accounts.invitations.add({
          invitedBy: anna,
          offer: { kind: 'grant', scopes: ['frames'], untilMs: null },
          address,
          nowMs: startMs,
          expiresAtMs: startMs + hourMs,
        })
      const accept = (secret: string, nowMs: number, email: string | null = null) =>
        accounts.invitations.accept({ secret, personId: physio, email, nowMs }, async (db, { invitedBy }) => {
          await addGrant(db, {
            sitterId: invitedBy,
            physioId: physio,
            scopes: ['frames'],
            fromMs: nowMs,
            untilMs: null,
            nowMs,
          })
        })
      const { secret } = await invite(null)
      expect(await accept('guessed', startMs)).toBe('unknown')
      expect(await accept(secret, startMs + hourMs)).toBe('expired')
      const both = await Promise.all([accept(secret, startMs), accept(secret, startMs)])
      expect(both.filter((outcome) => outcome === 'used')).toHaveLength(1)
      expect(await accept(secret, startMs)).toBe('used')
      expect(await accounts.grants.heldBy(physio, startMs)).toHaveLength(1)

      const bound = await invite('Petra@Example.org')
      expect(await accept(bound.secret, startMs)).toBe('other-address')
      expect(await accept(bound.secret, startMs, 'mallory@example.org')).toBe('other-address')
      expect(await accept(bound.secret, startMs, 'petra@example.org')).toMatchObject({ usedBy: physio })

      const taken = await invite(null)
      await accounts.invitations.withdraw({ id: taken.kept.id, invitedBy: ben, nowMs: startMs })
      await accounts.invitations.withdraw({ id: taken.kept.id, invitedBy: anna, nowMs: startMs })
      expect(await accept(taken.secret, startMs)).toBe('unknown')
    })

    it('an API token is kept as a hash only, ends, and can be revoked', async () => {
      const expiresAtMs = startMs + hourMs
      const asked = {
        personId: anna,
        name: 'Grafana',
        scopes: ['sitting'] as const,
        nowMs: startMs,
        expiresAtMs,
      }
      const { token, kept } = await accounts.tokens.add(asked)
      const rows = await accounts.database.db.selectFrom('apiToken').selectAll().execute()
      expect(JSON.stringify(rows)).not.toContain(token.slice(4))
      expect(await accounts.tokens.find(token, startMs)).toEqual(kept)
      expect(await accounts.tokens.find(`${token}x`, startMs)).toBeNull()
      expect(await accounts.tokens.find(token, expiresAtMs)).toBeNull()
      await accounts.tokens.used(kept, startMs + 1)
      expect((await accounts.tokens.of(anna))[0]?.lastUsedAtMs).toBe(startMs + 1)
      expect(await accounts.tokens.revoke({ id: kept.id, personId: ben, nowMs: startMs })).toBe(false)
      expect(await accounts.tokens.revoke({ id: kept.id, personId: anna, nowMs: startMs })).toBe(true)
      expect(await accounts.tokens.find(token, startMs)).toBeNull()
    })

    it('the audit log cannot be rewritten, and forgets only by age', async () => {
      const { audit } = accounts
      await audit.add({ atMs: startMs, actorId: physio, action: 'read', personId: anna, cushion: 'desk-1' })
      await audit.add({ atMs: startMs + hourMs, actorId: anna, action: 'granted', personId: physio })
      await expect(
        accounts.database.db.updateTable('auditEntry').set({ actorId: ben }).execute(),
      ).rejects.toThrow(/never changed/)
      expect((await audit.of(anna)).map(({ action }) => action)).toEqual(['granted', 'read'])
      expect(await audit.of(ben)).toEqual([])
      expect(await audit.forgetBefore(startMs + 1)).toBe(1)
      expect((await audit.all()).map(({ action }) => action)).toEqual(['granted'])
    })

    it('the audit log forgets after two years, at most a day of it at a time', async () => {
      const { audit } = accounts
      for (const days of [0, 0.5, 1.5, 400])
        await audit.add({
          atMs: startMs + days * 24 * hourMs,
          actorId: anna,
          action: 'sign-in',
          personId: anna,
        })
      expect(await audit.forgetOld(startMs + 729 * 24 * hourMs)).toBe(0)
      // As if the clock were far ahead.
      expect(await audit.forgetOld(startMs + 9999 * 24 * hourMs)).toBe(2)
      expect(await audit.forgetOld(startMs + 731 * 24 * hourMs)).toBe(0)
      expect(await audit.forgetOld(startMs + 732 * 24 * hourMs)).toBe(1)
      expect(await audit.all()).toHaveLength(1)
    })

    it('the same read soon after is one entry, another range is a second', async () => {
      const read = (atMs: number, fromMs: number) =>
        accounts.audit.read({
          atMs,
          actorId: physio,
          action: 'read',
          personId: anna,
          cushion: 'desk-1',
          fromMs,
        })
      await read(startMs, 1)
      await read(startMs + 1000, 1)
      await read(startMs + 2000, 2)
      await read(startMs + hourMs, 1)
      expect((await accounts.audit.of(anna)).map(({ fromMs }) => fromMs)).toEqual([1, 2, 1])
    })

    it('whoever is removed leaves nothing but the audit’s bare fact', async () => {
      const { assignments, grants, tokens, roster, audit } = accounts
      await assignments.assign({ cushion: 'desk-1', sitterId: anna, fromMs: startMs })
      await grants.add({ sitterId: anna, physioId: physio, scopes: [], fromMs: 0, untilMs: null, nowMs: 0 })
      await tokens.add({ personId: anna, name: 'x', scopes: ['diary'], nowMs: 0, expiresAtMs: 1 })
      await audit.add({ atMs: startMs, actorId: ben, action: 'person-removed', personId: anna })
      await roster.remove(anna)
      expect(await roster.byId(anna)).toBeNull()
      expect(await assignments.of('desk-1')).toEqual([])
      expect(await grants.heldBy(physio, startMs)).toEqual([])
      expect(await tokens.of(anna)).toEqual([])
      expect(await audit.of(anna)).toMatchObject([{ action: 'person-removed', actorId: ben }])
    })

    it('another server sees at once that access changed', async () => {
      const other = await openAccounts(address)
      const before = await other.revision()
      await accounts.roster.setRoles(anna, ['sitter', 'tester'])
      expect(await other.revision()).not.toBe(before)
      await other.close()
    })
  })
}
