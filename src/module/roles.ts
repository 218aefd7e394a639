/** The values of the enum `Role` that the built-in fields and accounts use. */
export interface StandardRoles {
  /** May change what users may do. The first administrator has it. */
  readonly admin: string;
  /** May view users and their sessions. */
  readonly support: string;
  /** The role of new accounts. */
  readonly user: string;
}
