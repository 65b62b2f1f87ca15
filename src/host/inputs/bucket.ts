/**
 * Files in a bucket of the person's own, by the S3 protocol with addresses of the path style, which every such
 * service understands. What it is told is signed (version 4); the keys go into no address and to no other host.
 */
import { AwsV4Signer } from 'aws4fetch';
import { InputFileError } from '../../core/errors.ts';
import type { Http, HttpResponse } from '../../core/ports.ts';

export interface BucketKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface BucketSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** Begins the names of all objects; empty, or with a slash at its end. */
  readonly prefix: string;
  readonly lifetimeMinutes: number;
}

export interface Bucket {
  /** Rejects with InputFileError `refused`, and with the transport's errors. */
  put(
    object: string,
    file: { content: Uint8Array<ArrayBuffer>; mime: string; sha256: string },
  ): Promise<void>;
  /** An address that hands the object out for `lifetimeMinutes`, to anyone who has it. */
  address(object: string): Promise<string>;
  /** No error where it is gone already. */
  delete(object: string): Promise<void>;
}

const limits = { connectTimeoutMs: 15_000, headersTimeoutMs: 120_000, idleTimeoutMs: 60_000 } as const;
/** SHA-256 of nothing. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const maxErrorBytes = 16 * 1024;

/** The `Code` of an S3 error, such as AccessDenied: what the person can look up. */
async function errorCodeOf(response: HttpResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxErrorBytes) break;
  }
  const [, code] = /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(text) ?? [];
  return code === undefined ? `HTTP ${response.status}` : `HTTP ${response.status} ${code}`;
}

export function createBucket(
  settings: BucketSettings,
  keys: BucketKeys,
  { http, signal }: { http: Http; signal: AbortSignal },
): Bucket {
  const urlOf = (object: string): URL => {
    const names = [settings.bucket, ...`${settings.prefix}${object}`.split('/')];
    const path = names.map(name => encodeURIComponent(name.toWellFormed()));
    return new URL(`${settings.endpoint}/${path.join('/')}`);
  };
  const sign = (method: string, url: URL, more: object): Promise<{ url: URL; headers: Headers }> =>
    new AwsV4Signer({
      method,
      url: url.href,
      service: 's3',
      region: settings.region,
      ...keys,
      ...more,
    }).sign();

  async function ask(
    method: 'PUT' | 'DELETE',
    object: string,
    body?: { content: Uint8Array; headers: object },
  ) {
    const headers = { 'x-amz-content-sha256': emptySha256, ...body?.headers };
    const signed = await sign(method, urlOf(object), { headers });
    const response = await http.send({
      ...{ method, url: signed.url.href, headers: Object.fromEntries(signed.headers), signal },
      ...{ body: body?.content, purpose: 'api', addresses: 'any' },
      ...limits,
    });
    try {
      const isDone = response.status >= 200 && response.status < 300;
      if (isDone || (method === 'DELETE' && response.status === 404)) return;
      const detail = await errorCodeOf(response);
      throw new InputFileError({ reason: 'refused', name: object, detail });
    } finally {
      response.dispose();
    }
  }

  return {
    put: (object, { content, mime, sha256 }) =>
      ask('PUT', object, { content, headers: { 'content-type': mime, 'x-amz-content-sha256': sha256 } }),
    async address(object) {
      const url = urlOf(object);
      url.searchParams.set('X-Amz-Expires', String(settings.lifetimeMinutes * 60));
      return (await sign('GET', url, { signQuery: true })).url.href;
    },
    delete: object => ask('DELETE', object),
  };
}
