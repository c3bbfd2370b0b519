/**
 * Who may do what: the whole table, one line an action. Pure; authorize.ts reads it, routes.ts and socket-events.ts say
 * which route and which event is which action. An action that stands in no line cannot be permitted.
 *
 * The columns: nobody (not signed in), sitter, physio, admin, tester, and the scope that an API token needs on top of
 * what its owner may.
 */
import type { GrantScope, TokenScope } from '../../../../contract/people.ts'

export interface Permission {
  readonly nobody: 'yes' | 'no'
  /** `own`: cushions that were theirs, for the time they were. */
  readonly sitter: 'yes' | 'own' | 'free' | 'self' | 'no'
  /** A scope: cushions of sitters whose grant holds it, for the time that they were those sitters'. */
  readonly physio: 'yes' | GrantScope | 'self' | 'no'
  /** `names`: which cushions there are, and nothing of what they measure. */
  readonly admin: 'yes' | 'names' | 'self' | 'no'
  readonly tester: 'yes' | 'simulated' | 'self' | 'no'
  /** Several: all of them. */
  readonly token: TokenScope | readonly TokenScope[] | 'yes' | 'no'
}

const row = (
  nobody: Permission['nobody'],
  sitter: Permission['sitter'],
  physio: Permission['physio'],
  admin: Permission['admin'],
  tester: Permission['tester'],
  token: Permission['token'],
): Permission => ({ nobody, sitter, physio, admin, tester, token })

export const permissions = {
  //                             nobody sitter      physio       admin    tester       token
  'public.read': /*          */ row('yes', 'yes', 'yes', 'yes', 'yes', 'yes'),
  'public.signIn': /*        */ row('yes', 'yes', 'yes', 'yes', 'yes', 'no'),
  'server.details': /*       */ row('no', 'no', 'no', 'yes', 'no', 'server'),
  'api.description': /*      */ row('no', 'yes', 'yes', 'yes', 'yes', 'yes'),
  'socket.connect': /*       */ row('no', 'yes', 'yes', 'yes', 'yes', 'sitting'),

  'cushions.ask': /*         */ row('no', 'yes', 'yes', 'yes', 'yes', 'sitting'),
  // The answer is filtered sitter by sitter, with cushion.history and diary.read.
  'sitters.list': /*         */ row('no', 'no', 'yes', 'no', 'no', 'no'),
  'cushions.list': /*        */ row('no', 'own', 'sitting', 'names', 'simulated', 'sitting'),
  'cushion.now': /*          */ row('no', 'own', 'sitting', 'no', 'simulated', 'sitting'),
  'cushion.history': /*      */ row('no', 'own', 'sitting', 'no', 'simulated', 'sitting'),
  'cushion.frames': /*       */ row('no', 'own', 'frames', 'no', 'simulated', 'frames'),
  'cushion.tolerance': /*    */ row('no', 'own', 'prescribe', 'no', 'simulated', 'no'),
  'cushion.answerAlert': /*  */ row('no', 'own', 'no', 'no', 'simulated', 'no'),
  'cushion.adjust': /*       */ row('no', 'own', 'no', 'no', 'simulated', 'no'),
  'cushion.simulate': /*     */ row('no', 'no', 'no', 'no', 'simulated', 'no'),

  'diary.read': /*           */ row('no', 'own', 'diary', 'no', 'simulated', 'diary'),
  'diary.notes': /*          */ row('no', 'own', 'notes', 'no', 'simulated', 'notes'),
  'diary.write': /*          */ row('no', 'own', 'no', 'no', 'simulated', 'no'),
  // A total of a questionnaire that was filled in together.
  'visaH.write': /*          */ row('no', 'own', 'prescribe', 'no', 'simulated', 'no'),
  'progress.read': /*        */ row('no', 'own', 'sitting', 'no', 'simulated', 'sitting'),
  'progress.decide': /*      */ row('no', 'own', 'prescribe', 'no', 'simulated', 'no'),
  // Sitting, diary and limits together.
  'review.read': /*          */ row('no', 'own', 'diary', 'no', 'simulated', ['sitting', 'diary']),
  'comment.read': /*         */ row('no', 'own', 'notes', 'no', 'simulated', 'notes'),
  'comment.write': /*        */ row('no', 'own', 'notes', 'no', 'simulated', 'no'),
  'prescription.read': /*    */ row('no', 'own', 'prescribe', 'no', 'simulated', 'no'),
  'prescription.make': /*    */ row('no', 'no', 'prescribe', 'no', 'simulated', 'no'),
  'redFlags.answer': /*      */ row('no', 'own', 'no', 'no', 'simulated', 'no'),
  'redFlags.clear': /*       */ row('no', 'own', 'prescribe', 'no', 'simulated', 'no'),

  'assignment.make': /*      */ row('no', 'free', 'no', 'yes', 'simulated', 'no'),
  'assignment.list': /*      */ row('no', 'self', 'no', 'yes', 'no', 'no'),
  'share.grant': /*          */ row('no', 'self', 'no', 'no', 'no', 'no'),
  'share.list': /*           */ row('no', 'self', 'self', 'no', 'no', 'no'),
  'account.own': /*          */ row('no', 'self', 'self', 'self', 'self', 'no'),
  'account.invite': /*       */ row('no', 'self', 'no', 'yes', 'no', 'no'),
  // Only before there are accounts.
  'account.begin': /*        */ row('no', 'no', 'no', 'no', 'no', 'no'),
  'account.administer': /*   */ row('no', 'no', 'no', 'yes', 'no', 'no'),
  'backup.make': /*          */ row('no', 'no', 'no', 'yes', 'no', 'no'),
  'audit.read': /*           */ row('no', 'self', 'self', 'self', 'self', 'no'),
  'audit.readAll': /*        */ row('no', 'no', 'no', 'yes', 'no', 'no'),
} as const satisfies Record<string, Permission>

export type Action = keyof typeof permissions
