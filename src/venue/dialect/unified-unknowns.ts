/**
 * What the documentation of the Unified WebSocket leaves open, one named switch each, known to both sides of the wire:
 * the client behaves as the switch says or accepts every value of it, and the emulator answers as the switch says.
 * `values` are all that we can imagine, the first of them is shipped; `count` and `text` are open ranges with what is
 * shipped. `unknown` says what is not known, `page` where it would be documented (one below unified-ws, unless it has a slash).
 * A switch goes when the first real connection has answered it.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-websocket
 */
export const unifiedUnknowns = {
  publicOnPrivate: {
    values: ['refused', 'served'],
    unknown: 'Whether public channels are served on /v2/private too; Spot v2 refuses them.',
    page: 'exchange/api-reference/unified-websocket',
  },
  statusOnPrivate: {
    values: ['sent', 'absent'],
    unknown: 'The status frame is documented under /v2/public; on /v2/private it is inferred.',
    page: 'status',
  },
  pongSuccess: {
    values: ['present', 'absent'],
    unknown: 'Captures of Spot v2 lack `success` in a pong.',
    page: 'ping',
  },
  connections: {
    count: 100,
    unknown: 'How many connections one address may hold; WebSocket v1 has 100.',
    page: 'ratelimits',
  },
  requestsPerSecond: {
    count: 100,
    unknown: 'How many requests a connection may send; WebSocket v1 has 100.',
    page: 'ratelimits',
  },
  rateModel: {
    values: ['bucket', 'counter', 'none'],
    unknown: 'How orders are rated: 10 a second with a burst of 20, or the counter per contract of the Spot engine.',
    page: 'ratelimits',
  },
  spotRefusal: {
    text: "'params.asset_class' spot is not available",
    unknown: 'The answer to asset_class spot before Spot arrives (planned for the first quarter of 2027).',
    page: 'exchange/api-reference/unified-websocket',
  },
  assetClassMissing: {
    text: "'params.asset_class' is required",
    unknown: 'The answer to a missing asset_class.',
    page: 'exchange/api-reference/unified-websocket',
  },
  symbolCase: { values: ['exact', 'any'], unknown: 'Whether pf_xbtusd is taken for PF_XBTUSD.', page: 'instrument' },
  sequenceOn: {
    values: ['all', 'ledgers'],
    unknown: '`sequence` is documented on ledgers; on executions and balances it is known from Spot v2.',
    page: 'executions',
  },

  instrumentMargin: {
    values: ['static-table', 'frame', 'v3'],
    unknown:
      'Whether instrument rows carry margin levels: then under the names of v3, else from a table or from v3 while it lives.',
    page: 'instrument',
  },
  tickerExtras: {
    values: ['none', 'snake-case', 'camel-case'],
    unknown:
      'Whether a ticker has mark, index, funding and open interest, and under which names; ohlc has the mark anyway.',
    page: 'ticker',
  },
  tickerTrigger: {
    values: ['refused', 'accepted'],
    unknown: 'Whether `event_trigger` exists, as on Spot v2.',
    page: 'ticker',
  },
  bookChecksum: {
    values: ['warn', 'enforce', 'off'],
    unknown:
      'Whether derivatives books carry a checksum that follows the rule of Spot v2; off: neither sent nor looked at.',
    page: 'book',
  },
  checksumDecimals: {
    values: ['precision', 'increment'],
    unknown:
      'How the checksum prints a negative precision or a tick that is no power of ten: by max(0, precision), or as many decimals as the increment has.',
    page: 'book',
  },
  tradeType: {
    values: ['absent', 'present'],
    unknown: 'Whether trades say that they are liquidations, under `type`.',
    page: 'trade',
  },
  ohlcTickType: {
    values: ['absent', 'echoed'],
    unknown: 'Whether acknowledgements and candles repeat the tick_type.',
    page: 'ohlc',
  },
  ohlcSnapshot: {
    count: 720,
    unknown: 'How many candles the snapshot of ohlc holds; Spot REST has 720.',
    page: 'ohlc',
  },

  executionsEnd: {
    values: ['trade', 'filled-after-trade'],
    unknown: 'Whether the last trade of an order says filled, or says partially_filled and a frame `filled` follows.',
    page: 'executions',
  },
  newForImmediate: {
    values: ['present', 'absent'],
    unknown: 'Whether an order that executes at once is first reported as new.',
    page: 'executions',
  },
  idAfterTrigger: {
    values: ['kept', 'new'],
    unknown: 'Whether a triggered stop keeps its order_id.',
    page: 'executions',
  },
  postOnlyRefusal: {
    values: ['ack-error', 'cancel'],
    unknown: 'Whether a post-only order that would take is refused, or acknowledged and then cancelled.',
    page: 'add_order',
  },
  ackOrder: {
    values: ['random', 'first', 'last'],
    unknown: 'Whether the acknowledgement comes before the first execution frame.',
    page: 'add_order',
  },
  reasonWords: {
    values: ['spot', 'v3'],
    unknown: 'How `reason` of a cancelled or amended order is worded.',
    page: 'executions',
  },
  liquidated: {
    values: ['flagged', 'absent'],
    unknown: 'Whether orders of the liquidation engine carry `liquidated`.',
    page: 'executions',
  },
  positionSymbol: {
    values: ['symbol', 'instrument'],
    unknown: 'The name of the contract in a position.',
    page: 'positions',
  },
  positionSign: {
    values: ['signed', 'side'],
    unknown: 'Whether a short has a negative size, or a `side`.',
    page: 'positions',
  },
  positionsTime: {
    values: ['inside', 'beside'],
    unknown: 'Whether `time` stands in `data` or beside it.',
    page: 'positions',
  },
  tooLargeKey: { values: ['error', 'status'], unknown: 'The key that holds snapshot_too_large.', page: 'positions' },
  withMarginNames: {
    values: ['snake-case', 'camel-case'],
    unknown: 'What with_margin adds to a position; the names of WebSocket v1 are expected.',
    page: 'positions',
  },
  marginNames: {
    values: ['snake-case', 'camel-case'],
    unknown: 'The names inside a section of `margin`; those of the balances feed of WebSocket v1 are expected.',
    page: 'margin',
  },
  walletName: {
    values: ['spot-main', 'futures-flex'],
    unknown: 'How `balances` names the derivatives wallet.',
    page: 'balances',
  },
  ledgerNames: {
    values: ['as-balances', 'as-account-log'],
    unknown: 'The names in a ledger entry; funding and realised profit are somewhere in it.',
    page: 'ledgers',
  },
  preferencesKey: {
    values: ['futures', 'futures_permission'],
    unknown: 'The name under which preferences say enabled, reduce_only or disabled.',
    page: 'preferences',
  },
  preferencesLeverage: {
    values: ['absent', 'leverage_modes'],
    unknown: 'Whether preferences list the contracts that are isolated, as set_preference writes them.',
    page: 'preferences',
  },

  markReference: {
    values: ['refused', 'accepted'],
    unknown:
      '`triggers.reference` lists last and index; v3 also had mark. Stops trigger on the index, or on the mark where it is accepted.',
    page: 'add_order',
  },
  relativeTriggers: {
    values: ['accepted', 'refused'],
    unknown: 'Whether price_type pct and quote work for derivatives.',
    page: 'add_order',
  },
  timeInForce: {
    values: ['gtc-ioc-gtd', 'with-fok'],
    unknown: 'Which time_in_force derivatives take; fok came to Spot REST in May 2026.',
    page: 'add_order',
  },
  timeInForceCase: {
    values: ['lower-in-upper-out', 'any-in-upper-out', 'lower', 'upper'],
    unknown: 'The case of time_in_force in requests and in reports.',
    page: 'add_order',
  },
  conditional: {
    values: ['refused', 'accepted'],
    unknown: 'Whether derivatives take a conditional close.',
    page: 'add_order',
  },
  selfTradeType: { values: ['refused', 'accepted'], unknown: 'Whether derivatives take stp_type.', page: 'add_order' },
  clientIdLength: { count: 18, unknown: 'How long a cl_ord_id that is no UUID may be.', page: 'add_order' },
  orderDeadline: {
    values: ['omitted', 'sent'],
    unknown: 'How far the clocks may differ before `deadline` refuses good orders; the official SDK leaves it out.',
    page: 'add_order',
  },
  amend: {
    values: ['in-place', 'refused'],
    unknown: 'The page says that derivatives are amended, the page of FIX that they are not.',
    page: 'amend_order',
  },
  batchAddReply: {
    values: ['array', 'orders'],
    unknown: 'Whether the result of batch_add is a list, or has one under `orders`.',
    page: 'batch_add',
  },
  setPreferenceResult: {
    values: ['absent', 'empty'],
    unknown: 'Whether a success carries a result.',
    page: 'set_preference',
  },
  deadManAssetClass: {
    values: ['optional', 'required', 'refused'],
    unknown: 'Whether cancel_all_orders_after takes an asset_class.',
    page: 'cancel_after',
  },
} as const;
