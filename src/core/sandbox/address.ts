/** Where the sandbox seems to live: a name that no network resolves (RFC 2606). */
export const sandboxOrigin = 'https://sandbox.invalid';

/** Its base URL. */
export const sandboxBaseUrl = `${sandboxOrigin}/api/v1`;
