/**
 * True if whoever sends this `Accept` would rather have a page than JSON, as browsers do when an address is opened
 * (RFC 9110 §12.5.1). What takes anything gets JSON.
 */
export function wantsPage(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map(readRange);
  const page = ranges.find(({ type }) => type === 'text/html');
  if (!page || page.quality === 0) return false;
  const others = ranges.filter(({ type }) => JSON_TYPES.includes(type));
  return others.every(
    ({ quality }, index) =>
      quality < page.quality || (quality === page.quality && isBefore(ranges, page, others[index])),
  );
}

const JSON_TYPES: readonly string[] = ['application/json', 'application/graphql-response+json', 'multipart/mixed'];

interface Range {
  readonly type: string;
  readonly quality: number;
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, quality: value >= 0 && value <= 1 ? value : 0 };
}

function isBefore(ranges: readonly Range[], one: Range, other: Range | undefined): boolean {
  return other === undefined || ranges.indexOf(one) < ranges.indexOf(other);
}
