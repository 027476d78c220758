import { describe, expect, it } from 'vitest';
import { mustRead, place } from './read.ts';

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const described = (text: string) => {
  const read = mustRead(text);
  return read.placeholders.map((it) => {
    const resource = it.field && read.resourceOf(it.field);
    return [
      place(read, it.at),
      it.place,
      it.field?.path.join('.') ?? '',
      resource?.name?.text ?? '',
      it.isWhole ? 'whole' : 'part',
    ].join(' | ');
  });
};

describe('placeholders of a manifest', () => {
  it('says in which field each stands', () => {
    expect(
      described(
        `${HEAD}data:\n  port: \${PORT}\n  url: "http://$HOST/x"\n---\n${HEAD.replace('a\n', 'b-${ENV}\n')}`,
      ),
    ).toEqual([
      '6: ${PORT} | value | data.port | a | whole',
      '7: $HOST | value | data.url | a | part',
      '12: ${ENV} | value | metadata.name | b-${ENV} | part',
    ]);
  });

  it('finds those in keys, in comments and in block text', () => {
    expect(
      described(
        `${HEAD}# for \${STAGE}\ndata:\n  \${KEY}: x\n  nginx.conf: |\n    server \${HOST};\n    # \${IN_TEXT}\n`,
      ),
    ).toEqual([
      '5: ${STAGE} | comment |  |  | part',
      '7: ${KEY} | key | data.${KEY} | a | whole',
      '9: ${HOST} | value | data.nginx.conf | a | part',
      '10: ${IN_TEXT} | value | data.nginx.conf | a | part',
    ]);
  });

  it('names the item of a List as the resource', () => {
    expect(
      described(
        'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: "${N}"}}\n',
      ),
    ).toEqual(['4: ${N} | value | items.0.metadata.name | ${N} | whole']);
  });

  it('does not take the words of other languages for placeholders', () => {
    expect(described(`${HEAD}data:\n  a: $(POD_IP) \${A:-b} $1 $\n`)).toEqual([]);
  });
});
