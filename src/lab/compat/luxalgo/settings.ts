/** The script's inputs. Lengths are in candles; the threshold is a part of the ATR over 200 candles. */
export type LuxSettings = Readonly<{
  swingsLength: number;
  internalLength: number;
  mitigation: 'High/Low' | 'Close';
  filter: 'Atr' | 'Cumulative Mean Range';
  equalLength: number;
  equalThreshold: number;
  isConfluenceFiltered: boolean;
  isThresholdAutomatic: boolean;
}>;
