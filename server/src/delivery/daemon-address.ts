/** Which Docker daemon a command speaks to, as its variables say. */
import type { Span } from '../text/span.ts';
import { knownText, type PartialText } from './partial-text.ts';
import type { Environment } from './shell-variables.ts';

export interface DaemonAddress {
  /** `DOCKER_HOST`, or the address given on the command line; undefined where neither is set. */
  readonly text: PartialText | undefined;
  /** Where it is set. */
  readonly at: Span | undefined;
  /** `tcp`, `unix`, `ssh`, …; undefined where it is not known. */
  readonly scheme: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Whether the client is told to use TLS: by `DOCKER_TLS_VERIFY` or `DOCKER_TLS`; undefined where a variable hides it. */
  readonly usesTls: boolean | undefined;
  /** `DOCKER_TLS_CERTDIR` as the job's image sees it; undefined where nothing sets it. */
  readonly certificateFolder: PartialText | undefined;
}

/** @param given the address of `docker -H` */
export function daemonAddress(environment: Environment, given?: PartialText): DaemonAddress {
  const variable = environment.variable('DOCKER_HOST');
  const text = given ?? variable?.value;
  const found = /^(\w+):\/\/(?:([^/:]*)(?::(\d+))?)?/.exec(knownText(text) ?? '');
  const verify = environment.variable('DOCKER_TLS_VERIFY') ?? environment.variable('DOCKER_TLS');
  const verified = verify && knownText(verify.value);
  return {
    text,
    at: given ? undefined : variable?.at,
    scheme: found?.[1],
    host: found?.[2] || undefined,
    port: found?.[3] === undefined ? undefined : Number(found[3]),
    // Docker's client takes any text but an empty one for yes.
    usesTls: verify ? (verified === undefined ? undefined : verified !== '') : false,
    certificateFolder: environment.variable('DOCKER_TLS_CERTDIR')?.value,
  };
}
