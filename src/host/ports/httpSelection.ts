/** Which of the two stacks carries a request. */
import { isLoopbackHost } from '../../core/assets/resultUrl.ts';
import { CancelledError, isError } from '../../core/errors.ts';
import type { Http, HttpRequest, HttpResponse, Log } from '../../core/ports.ts';
import { notPublicCode } from './addressPolicy.ts';
import { type Environment, hasProxyVariable } from './proxyEnvironment.ts';

export interface HttpSelectionOptions {
  /** Whether VS Code's `http.proxy` setting has a value; asked for each request. */
  readonly proxyConfigured: () => boolean;
  readonly log: Log;
  readonly env?: Environment;
  /** For tests: the stacks. Each is loaded once, when first needed. */
  readonly stacks?: Readonly<Record<Stack, () => Promise<Http>>>;
}

type Stack = 'direct' | 'platform';

const lazyStacks: Readonly<Record<Stack, () => Promise<Http>>> = {
  direct: async () => (await import('./undiciHttp.ts')).createUndiciHttp(),
  platform: async () => (await import('./platformHttp.ts')).createPlatformHttp(),
};

/** Nothing of the request has left, so that trying once more buys nothing twice. */
function canTryOtherStack(e: unknown): boolean {
  return neverConnected(e) && !(isError(e, 'network') && e.code === notPublicCode);
}

function neverConnected(e: unknown): boolean {
  return (isError(e, 'network') || isError(e, 'timeout')) && e.sent === 'no';
}

/** Loads a stack when first asked for it, and disposes it however late it comes. */
class LazyHttp {
  readonly #load: () => Promise<Http>;
  #loading: Promise<Http> | undefined;

  constructor(load: () => Promise<Http>) {
    this.#load = load;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    this.#loading ??= this.#load();
    return (await this.#loading).send(request);
  }

  dispose(): void {
    this.#loading?.then(http => http.dispose()).catch(() => {});
  }
}

/**
 * Http that uses undici until a proxy is configured (`http.proxy`, HTTP(S)_PROXY or ALL_PROXY) or undici finds no
 * connection where VS Code's patched stack finds one (a PAC file, a certificate of the company); that one then stays
 * for the session. A failure that both share, such as being offline, changes nothing; its error is the second's.
 */
export function createHttp(options: HttpSelectionOptions): Http {
  const { proxyConfigured, log, env = process.env, stacks = lazyStacks } = options;
  const direct = new LazyHttp(stacks.direct);
  const platform = new LazyHttp(stacks.platform);
  let isSwitched = false;
  let isAnnounced = false;
  let isDisposed = false;

  const announce = (why: string): void => {
    if (!isAnnounced) log.info(`http: using VS Code's network stack (${why})`);
    isAnnounced = true;
  };

  const switchToPlatform = (why: string): void => {
    isSwitched = true;
    announce(why);
  };

  const needsProxy = (url: URL | null): boolean => {
    if (url === null || isLoopbackHost(url.hostname)) return false;
    return proxyConfigured() || hasProxyVariable(url, env);
  };

  const retryOnPlatform = async (request: HttpRequest, first: unknown): Promise<HttpResponse> => {
    const why = isError(first, 'network') ? (first.code ?? 'no connection') : 'no connection in time';
    try {
      const response = await platform.send(request);
      switchToPlatform(why);
      return response;
    } catch (e) {
      if (!neverConnected(e) && !isError(e, 'cancelled')) switchToPlatform(why);
      throw e;
    }
  };

  return {
    async send(request) {
      if (isDisposed) throw new CancelledError('disposed');
      if (isSwitched) return platform.send(request);
      if (needsProxy(URL.parse(request.url))) {
        announce('a proxy is configured');
        return platform.send(request);
      }
      try {
        return await direct.send(request);
      } catch (e) {
        if (isDisposed || !canTryOtherStack(e)) throw e;
        return retryOnPlatform(request, e);
      }
    },
    dispose() {
      isDisposed = true;
      direct.dispose();
      platform.dispose();
    },
  };
}
