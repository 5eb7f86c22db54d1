import type { Ms } from '../../../../core/units.ts';
import { exactIn, faultOf, numberIn, objectIn, textIn } from '../params.ts';
import type { Fixed } from '../../../../core/units.ts';
import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { PreferAnswer } from '../../order-view.ts';
import type { Call, Method } from './desk.ts';
import { contractIn } from './add.ts';

/** Cancels everything when the time is up, stops too; 0 turns it off. In seconds, at most a day. */
const deadMan = { mostSeconds: 86_400 } as const;

export function cancelAllOrdersAfter({ deadManAssetClass }: UnifiedSwitches): Method {
  return {
    spec: { timeout: 'number!' },
    assetClass: deadManAssetClass,
    cancels: true,
    run: ({ asked, talk, desk }) => {
      const seconds = numberIn(asked.params, 'timeout') ?? -1;
      const isFit = Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= deadMan.mostSeconds;
      if (!isFit) return talk.refuse(asked, 'EGeneral:Invalid arguments:timeout');
      const triggerAt = desk.exchange.cancelAllAfter(seconds * 1_000);
      const triggerTime = triggerAt === undefined ? '0' : inSeconds(triggerAt);
      talk.accept(asked, { currentTime: inSeconds(desk.exchange.now()), triggerTime });
    },
  };
}

function inSeconds(at: Ms): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const refusals: Readonly<Record<Exclude<PreferAnswer, 'done'>, string>> = {
  'contract-missing': "Unknown 'params.leverage_mode.symbol'",
  'would-liquidate': 'Leverage change would cause liquidation',
  'out-of-range': "Leverage exceeds the market's margin schedule",
};

/** A number isolates the contract at that leverage, an explicit null is cross; to leave it out is refused. */
export const setPreference: Method = {
  spec: { leverage_mode: 'object!' },
  assetClass: 'required',
  cancels: false,
  run: (call) => {
    const { asked, talk, desk } = call;
    const error = prefer(call);
    if (error !== undefined) return talk.refuse(asked, error);
    desk.preferred();
    talk.accept(asked, desk.switches.setPreferenceResult === 'empty' ? {} : undefined);
  },
};

function prefer({ asked, desk }: Call): string | undefined {
  const mode = objectIn(asked.params, 'leverage_mode') ?? {};
  const fault = faultOf(mode, { symbol: 'text!', max_leverage: 'any!' }, 'params.leverage_mode');
  if (fault !== undefined) return fault;
  const contract = contractIn({ symbol: textIn(mode, 'symbol') }, desk);
  if (!contract.ok) return refusals['contract-missing'];
  const leverage = mode['max_leverage'];
  if (leverage !== null && typeof leverage !== 'number') return "'params.leverage_mode.max_leverage' must be a number";
  const isExact = leverage === null || exactIn<Fixed<string>>(mode, 'max_leverage') !== undefined;
  if (!isExact || (leverage ?? 1) < 1) return 'Leverage is outside the permitted range for this market';
  const answer = desk.exchange.prefer(contract.value.symbol, leverage ?? undefined);
  return answer === 'done' ? undefined : refusals[answer];
}
