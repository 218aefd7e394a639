import { MINUTE } from './thirty-days.habits.js';
import { honestSession, type ModelledRules, sharedSession } from './thirty-days.js';

export const RULES: readonly ModelledRules[] = [
  { name: 'the newest token always rotates the session', isAlwaysMoving: true, lateRetries: 0 },
  { name: 'at most one rotation per grace period', isAlwaysMoving: false, lateRetries: 0 },
  { name: 'the same, and 1 late retry in 24 hours', isAlwaysMoving: false, lateRetries: 1 },
  { name: 'the same, and 2 late retries', isAlwaysMoving: false, lateRetries: 2 },
];

/** The table of docs/sessions.md. */
export function tableOf(sessions: number): string {
  const seeds = Array.from({ length: sessions }, (_, index) => index + 1);
  const rows = RULES.map((rules) => {
    const lost = seeds.filter((seed) => honestSession(rules, seed) !== undefined).length;
    const found = seeds.map((seed) => sharedSession(rules, seed)).sort((a, b) => a - b);
    const median = found[Math.floor(found.length / 2)] ?? 0;
    return `| ${rules.name} | ${Math.round((lost / sessions) * 100)} % | ${Math.round(median / MINUTE)} min |`;
  });
  const head = '| rules | honest sessions lost in 30 days | median time until a thief is detected |';
  return [head, '| --- | --- | --- |', ...rows].join('\n');
}
