/** Which values of the enum `Role` the built-in fields and accounts mean. */
export interface StandardRoles {
  /** May change what users may do. The first administrator has it. */
  readonly admin: string;
  /** May look at users and their sessions. */
  readonly support: string;
  /** Whoever makes an account gets it. */
  readonly user: string;
}
