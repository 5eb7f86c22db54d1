/** The same test as in `make test`, with 200 kills; KEEL_KILLS says otherwise. */
process.env['KEEL_KILLS'] ??= '200';
await import('../kill/killed.test.ts');
export {};
