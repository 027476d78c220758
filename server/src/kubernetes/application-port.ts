/** Which port of a container serves requests, and whether it speaks HTTP, as far as manifests tell. */
import { integerValue } from './read-field.ts';
import type { Container, ContainerPort } from './container.ts';
import { fixedText } from './template-text.ts';

/** Ports that are HTTP by custom. */
const HTTP_PORTS: ReadonlySet<number> = new Set([
  80, 3000, 3001, 4000, 4200, 5000, 5173, 8000, 8001, 8008, 8080, 8081, 8082, 8088, 8090, 8888, 9000, 9090,
]);
const HTTP_NAME = /^(?:http|web|api|www|frontend|ui)(?:-|\d|$)|-http$/i;
/** Names of ports that speak something else, or are not the application's own. */
const OTHER_NAME =
  /^(?:https|grpc|tcp|udp|amqp|redis|mysql|postgres\w*|mongo\w*|kafka|smtp|dns|ssh|metrics|prometheus|debug|jmx)/i;

export interface ApplicationPort {
  readonly port: ContainerPort;
  /** How a probe or a Service refers to it: its name, or its number or placeholder as written. */
  readonly reference: string;
  readonly isHttp: boolean;
}

/** The first port that serves HTTP, or else the first TCP port; undefined for a container without ports. */
export function applicationPort(container: Container): ApplicationPort | undefined {
  const ports = container.ports.filter(
    ({ protocol, containerPort }) => containerPort && /^(?:TCP)?$/i.test(fixedText(protocol) ?? 'TCP'),
  );
  const http = ports.find(isHttp);
  const port =
    http ?? ports.find(({ name }) => !/metrics|prometheus|debug|jmx/i.test(name?.text ?? '')) ?? ports[0];
  if (!port?.containerPort) return undefined;
  const name = fixedText(port.name);
  return { port, reference: name ?? port.containerPort.text, isHttp: port === http };
}

function isHttp({ name, containerPort }: ContainerPort): boolean {
  return speaksHttp(fixedText(name), integerValue(containerPort));
}

/** Whether a port of this name and number speaks HTTP, as far as they tell. */
export function speaksHttp(name: string | undefined, number: number | undefined): boolean {
  if (name !== undefined && HTTP_NAME.test(name)) return true;
  if (name !== undefined && OTHER_NAME.test(name)) return false;
  return number !== undefined && HTTP_PORTS.has(number);
}
