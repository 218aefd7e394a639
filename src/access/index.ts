export { anonymous, anonymousBecause, type SignedIn, type SignedInViewer, type Viewer } from '../viewer.js';
export type { IntrospectionOptions } from './apollo-plugin.js';
export type { CheckInput, CheckResult, TooLarge } from './decide/check.js';
export { type AboutToRun, createFieldFinder, type FieldFinder } from './decide/field-finder.js';
export type { ReachedField } from './decide/reached-fields.js';
export type { Refusal } from './decide/refusal-code.js';
export type { ChooseResolvers, ReadyOperation, ResolverOf } from './guard/choose-resolvers.js';
export type { Asking, FieldOfObjects, ObjectAccess } from './guard/object-access.js';
export { type Observation, type Observe, observing } from './guard/observation.js';
export type {
  FieldPolicyInput,
  Policy,
  PolicyFunction,
  PolicyInput,
  PolicyOf,
  TypePolicyInput,
} from './guard/policy.js';
export { isRefusal } from './guard/refusal.js';
export type { ToldDecision, ToldRefusal } from './guard/telling.js';
export type { ProtectOptions } from './options.js';
export { type Access, protectSchema } from './protect-schema.js';
export {
  type AuthArguments,
  type AuthConditions,
  auth,
  type ClaimComparison,
  type DirectiveExtensions,
  grants,
  includes,
  publicField,
} from './rules/code-first.js';
export type { AccessTable } from './rules/compile.js';
export type { Condition } from './rules/condition.js';
export { type Grant, type Grants, scopesOfRoles } from './rules/grants.js';
export type { Alternative, Clause, Rule, RuleSource } from './rules/rule.js';
export { accessTypeDefs } from './rules/type-defs.js';
