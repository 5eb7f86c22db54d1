declare const approved: unique symbol;
/** An intent that passed the gate. Only `gate` can make one, and only this can become an entry. */
export type ApprovedIntent = { readonly [approved]: true };
