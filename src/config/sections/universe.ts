import { bases, choice, flag, number, read, retired, share, texts } from '../key.ts';
import type { Section } from '../key.ts';

const candidates =
  'BTC ETH SOL BNB XRP ADA AVAX DOT LINK UNI LTC BCH ATOM TON TRX ICP NEAR APT SUI OP ARB FIL IMX INJ TIA SEI AAVE SNX ' +
  'CRV LDO RENDER GRT SAND MANA AXS GALA ENJ CHZ FLOW EGLD XTZ ALGO DOGE ETC KAS FET HBAR VET XLM XMR ZEC DASH COMP YFI ' +
  'UMA BAT ZRX 1INCH SUSHI DYDX GMX PERP RUNE KAVA CELO QTUM ICX ENS BLUR PENDLE ONDO 2Z AEVO AIXBT AKT ALCH ALICE ALT ' +
  'ANIME ANKR APE API3 AR ARC ARKM ASTER ASTR ATH AUCTION B3 BAND BEAM BERA BICO BIGTIME BIO BNT BONK BSU C98 CAKE CAT ' +
  'CELR CHR COOKIE COTI COW CRO CTSI CVX CYBER DEEP DEGEN DENT DOG DOGS DRIFT DYM EIGEN ENA ESPORTS ETHFI ETHW FARTCOIN ' +
  'FLOKI FLR FLUX FOLKS FXS G GIGA GMT GOAT GRASS GRIFFAIN GTC HFT HIPPO HMSTR INIT IP JASMY JTO JUP KAITO KSM LAYER ' +
  'LCAP LPT LQTY LRC LSK LUNA ME MELANIA METIS MEW MINA MIRA MNT MOG MON MOODENG MORPHO MOVE MOVR MUBARAK NEIRO NIGHT ' +
  'NMR NOT OGN OM OMI OPEN ORCA ORDER OXT PAXG PENGU PEPE PNUT POL PONKE POPCAT PORTAL POWR PRCL PROMPT PUMP PYTH QNT ' +
  'RARE RARI RAY REZ RLC RSR S SAGA SHIB SOLV SONIC SOON SPELL SPK SPX SSV STBL STG STORJ STRK STX SUN SUPER SWARMS ' +
  'SWELL SXT SYN SYRUP T TAO TLM TNSR TOKEN TOSHI TRU TRUMP TURBO USUAL VINE VIRTUAL W WIF WLD WLFI WOO XAUT XCN XPL ' +
  'YGG ZBT ZEREBRO ZETA ZK ZRO';

/** ISO 4217, with the funds, metals and withdrawn codes that venues still use. */
const fiat =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE ' +
  'CHF CHW CLF CLP CNH CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF ' +
  'GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD ' +
  'LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR ' +
  'PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY ' +
  'TTD TWD TZS UAH UGX USD USN UYI UYU UZS VED VES VND VUV WST XAF XAG XAU XCD XDR XOF XPD XPF XPT YER ZAR ZMW ZWL';
const stable = 'USDT USDC DAI TUSD USDP FDUSD PYUSD EURT EURC USDE FRAX LUSD GUSD BUSD';

export const coinUniverse: Section = {
  enabled: read(flag(true), 'Whether the candidates bound the universe; without them it is exchange.spot_markets.'),
  mode: read(
    choice('candidates', ['candidates', 'all_eligible']),
    'Whether only candidates may be traded, or all that the venue lists and that passes the filters.',
  ),
  candidate_symbols: read(
    texts(candidates.split(' ').map((base) => `${base}/USD`)),
    'What may be traded, if the venue lists it and it passes the filters; the registry alone assigns tiers.',
  ),
  disallowed_bases: read(
    bases([...fiat.split(' '), ...stable.split(' ')]),
    'Fiat and stablecoins: no base of a trade, whatever else says so.',
  ),
  allowed_bases: read(bases(['MNT']), 'Tokens that are named like a currency (Mantle), and may be traded.'),
  liquidity_tiers: retired('list the symbols in coin_universe.candidate_symbols; the registry assigns the tiers'),
  tier_max_leverage: retired('use liquidity_filters.tier_configs.<tier>.max_leverage'),
  min_spot_volume_24h: retired('use liquidity_filters.min_spot_volume_usd_24h'),
};

export const liquidityFilters: Section = {
  pinned_bases: read(bases(['BTC', 'ETH', 'SOL', 'DOGE', 'BNB']), 'Assets of tier A whatever their volume.'),
  filter_mode: read(choice('futures_primary', ['futures_primary', 'spot_and_futures']), 'Whose liquidity counts.'),
  min_spot_volume_usd_24h: read(number(1_000_000, 'USD', [0, Infinity]), 'Least spot volume, where spot counts.'),
  max_spread_pct: read(share(0.002, [0.0001, 0.1]), 'Widest spot spread, where spot counts.'),
  min_price_usd: read(number(0.01, 'USD', [0, Infinity]), 'Least spot price, where spot counts.'),
  min_futures_open_interest: read(number(500_000, 'USD', [0, Infinity]), 'Less open interest is reported, no more.'),
  max_futures_spread_pct: read(share(0.005, [0.0001, 0.1]), 'Widest futures spread of a traded market.'),
  min_futures_volume_usd_24h: read(number(250_000, 'USD', [0, Infinity]), 'Least futures volume of a traded market.'),
  max_funding_rate_abs: read(number(0.001, 'share', [0, 1]), 'Stronger funding is reported, no more.'),
};

const dead = 'it was never read';

export const tierA: Section = {
  max_leverage: read(number(10, 'times', [1, 10]), 'Leverage that sizing may assume for tier A.'),
  max_position_size_usd: read(number(100_000, 'USD', [100, 10_000_000]), 'Largest position of tier A, in notional.'),
  min_futures_volume_usd_24h: read(number(5_000_000, 'USD', [0, Infinity]), 'Least futures volume of tier A.'),
  max_futures_spread_pct: read(share(0.001, [0.0001, 0.1]), 'Widest futures spread of tier A.'),
  slippage_cap_pct: retired(dead),
  allow_live_trading: retired(dead),
};

export const tierB: Section = {
  max_leverage: read(number(5, 'times', [1, 10]), 'Leverage that sizing may assume for tier B.'),
  max_position_size_usd: read(number(50_000, 'USD', [100, 10_000_000]), 'Largest position of tier B, in notional.'),
  min_futures_volume_usd_24h: read(number(500_000, 'USD', [0, Infinity]), 'Least futures volume of tier B.'),
  max_futures_spread_pct: read(share(0.0025, [0.0001, 0.1]), 'Widest futures spread of tier B.'),
  slippage_cap_pct: retired(dead),
  allow_live_trading: retired(dead),
};

export const tierC: Section = {
  max_leverage: read(number(2, 'times', [1, 10]), 'Leverage that sizing may assume for tier C.'),
  max_position_size_usd: read(number(25_000, 'USD', [100, 10_000_000]), 'Largest position of tier C, in notional.'),
  slippage_cap_pct: retired(dead),
  allow_live_trading: retired(dead),
};
