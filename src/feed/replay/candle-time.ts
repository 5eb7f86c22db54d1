const [dash, colon, zed, zero] = [45, 58, 90, 48];
const spelling =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/i;

/** The time in a field, in ms UTC: digits are ms already, anything else is ISO-8601, and UTC where it names no zone. NaN for neither. */
export function parseTime(bytes: Buffer, start: number, end: number): number {
  if (end - start === 20 && bytes[start + 4] === dash && bytes[end - 1] === zed) return plainTime(bytes, start, end);
  const text = bytes.toString('latin1', start, end);
  if (/^-?\d{1,16}$/.test(text)) return Number(text);
  return isoTime(text);
}

/** `2024-03-05T12:00:00Z`, by its bytes: nearly every line of a long file has one. */
function plainTime(bytes: Buffer, start: number, end: number): number {
  const two = (offset: number): number => {
    const [tens, ones] = [(bytes[start + offset] ?? 0) - zero, (bytes[start + offset + 1] ?? 0) - zero];
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  };
  if (bytes[start + 13] !== colon) return isoTime(bytes.toString('latin1', start, end));
  const [year, month, day] = [two(0) * 100 + two(2), two(5), two(8)];
  return timeOf({ year, month, day, hour: two(11), minute: two(14), second: two(17) });
}

type Parts = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>;

/** NaN where a part is out of its range, such as 30 February. */
function timeOf({ year, month, day, hour, minute, second }: Parts): number {
  if (!(month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  if (!(day >= 1 && day <= 28) && !(day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate())) {
    return Number.NaN;
  }
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function isoTime(text: string): number {
  const found = spelling.exec(text);
  if (found === null) return Number.NaN;
  const part = (index: number): number => Number(found[index] ?? 0);
  const at = timeOf({
    year: part(1),
    month: part(2),
    day: part(3),
    hour: part(4),
    minute: part(5),
    second: part(6),
  });
  const east = (part(9) * 60 + part(10)) * 60_000;
  return at + Number((found[7] ?? '').padEnd(3, '0')) - (found[8] === '-' ? -east : east);
}
