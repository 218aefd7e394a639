/** What whoever makes a server may give to its modules, by name; a module adds its own as it adds its services. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Hooks {}
