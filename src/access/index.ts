export type { AccessTable } from './compile.js';
export type { Condition } from './condition.js';
export type { FieldPolicyInput, Policy, PolicyFunction, PolicyInput, TypePolicyInput } from './policy.js';
export { type Access, type ProtectOptions, protectSchema } from './protect-schema.js';
export type { Alternative, Clause, Rule, RuleSource } from './rule.js';
export { accessTypeDefs } from './type-defs.js';
export { anonymous, anonymousBecause, type Viewer } from './viewer.js';
