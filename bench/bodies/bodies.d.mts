/** By name: the text of each body. */
export declare const bodies: Readonly<Record<string, string>>;
