import type { Config } from '../../module/index.js';
import { PAGES } from './mails.js';

/** What the operator is told if the links in mails lead to pages that are not there. */
export function tellDeadLinks({ isProduction, mail, appUrl, publicUrl }: Config): string | undefined {
  if (!isProduction || !mail.smtp || appUrl !== publicUrl) return undefined;
  const pages = PAGES.map((page) => `/${page}`).join(' and ');
  return `APP_URL is ${appUrl}, the address of this server, which has no pages in production, so the links in mails lead to a 404. Set it to the address where your pages ${pages} are.`;
}
