/** Rounds to one decimal as NumPy does: ten times the value to the nearest integer, a half to the even one. */
export function toOneDecimal(value: number): number {
  const scaled = value * 10;
  const floor = Math.floor(scaled);
  const over = scaled - floor;
  const isUp = over > 0.5 || (over === 0.5 && floor % 2 !== 0);
  return (isUp ? floor + 1 : floor) / 10;
}
