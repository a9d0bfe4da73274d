/**
 * The moments and identifiers that EDN knows by tag, in one spelling each: `#inst "2024-05-01T01:00:00+01:00"` and
 * `#inst "2024-05-01"` are equal, as are a `#uuid` in capitals and one in small letters.
 */
import type { Json } from './json';

/** RFC 3339, from the year on with any number of its fields; without an offset it is UTC. */
const instant =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?(?:Z|([+-])(\d\d):(\d\d))?$/;

const identifier = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What stands behind a tag, in the one spelling; as it is where it has none. */
export function canonical(tag: string, value: Json): Json {
  if (typeof value !== 'string') return value;
  if (tag === 'inst') return canonicalInstant(value);
  return tag === 'uuid' && identifier.test(value) ? value.toLowerCase() : value;
}

function canonicalInstant(text: string): string {
  const match = instant.exec(text);
  if (!match) return text;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = ''] = match;
  const [sign = '+', offsetHours = '00', offsetMinutes = '00'] = match.slice(8);
  const offset = Number(`${sign}1`) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  const millis = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(millis)) return text;
  const seconds = new Date(millis - offset * 60_000).toISOString().slice(0, -'.000Z'.length);
  const digits = fraction.replace(/0+$/, '');
  return `${seconds}${digits === '' ? '' : `.${digits}`}Z`;
}
