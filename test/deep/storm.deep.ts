/** The same test as in `make test`, with 100,000 requests; KEEL_STORM says otherwise. */
process.env['KEEL_STORM'] ??= '100000';
await import('../storm/storm.test.ts');
export {};
