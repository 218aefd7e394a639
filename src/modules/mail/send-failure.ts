/** What may be logged of it. What a server answers may repeat the mail, and with it the link, so it may not. */
export function describeFailure(error: unknown): Readonly<Record<string, unknown>> {
  const { code, responseCode, response, message } = propertiesOf(error);
  return response === undefined ? { code, message } : { code, responseCode };
}

/** True if the server refused the mail for good (RFC 5321 §4.2.1), and not us: a wrong password of ours loses no mail. */
export function isFinal(error: unknown): boolean {
  return isAboutMail(error) && Number(propertiesOf(error).responseCode) >= 500;
}

/** True if the server answered to the mail itself, so that another may fare better. */
export function isAboutMail(error: unknown): boolean {
  const { code, responseCode } = propertiesOf(error);
  return responseCode !== undefined && (code === 'EENVELOPE' || code === 'EMESSAGE');
}

/** Not by `instanceof`: a socket's error can be of another realm than ours. */
function propertiesOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
}
