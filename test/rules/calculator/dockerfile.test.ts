import { findsFaults, isSilentOn, type Edit } from './calculator.ts';

const FROM = 'FROM python:3.12-slim\n';
const COPY = 'COPY app.py .\n';
const COMMAND = 'CMD ["python", "app.py"]\n';
const EXPOSE = 'EXPOSE 30500\n';
const BUILD = 'docker build -t $DOCKER_IMAGE .\n';
const PORTS = '          ports:\n            - name: http\n              containerPort: 30500';

/** The pipeline builds a file of another name, which has the fault. */
const elsewhere = (text: string, path: string): Edit[] => [
  [path, text],
  ['ci', BUILD, `docker build -f ${path} -t $DOCKER_IMAGE .\n`],
];

findsFaults('dockerfile/syntax', {
  'a misspelt instruction': [['dockerfile', COPY, 'COPPY app.py .\n']],
  'no destination': [['dockerfile', COPY, 'COPY \\\n  app.py\n']],
  'a port that is none, in a file that -f names': elsewhere(`${FROM}${COPY}expose http\n`, 'image.txt'),
});

findsFaults('dockerfile/overridden-instruction', {
  'two commands': [['dockerfile', COMMAND, `CMD ["flask", "run"]\n${COMMAND}`]],
  'two entrypoints, in lower case': [
    ['dockerfile', COMMAND, 'entrypoint ["python"]\nentrypoint ["app.py"]\n'],
  ],
  'two checks': [
    ['dockerfile', COMMAND, `HEALTHCHECK NONE\n# Not yet.\nHEALTHCHECK --interval=5s CMD true\n${COMMAND}`],
  ],
});

findsFaults('dockerfile/json-quotes', {
  'a command': [['dockerfile', COMMAND, "CMD ['python', 'app.py']\n"]],
  'over two lines': [['dockerfile', COMMAND, "CMD \\\n  [ 'python', 'app.py' ]\n"]],
  'an entrypoint without a line end': [['dockerfile', COMMAND, "ENTRYPOINT ['python','app.py']"]],
});

findsFaults('dockerfile/deprecated', {
  'a name': [['dockerfile', FROM, `${FROM}MAINTAINER Team Tools\n`]],
  'in quotes, in lower case': [['dockerfile', FROM, `${FROM}maintainer "tools@tools.example"\n`]],
  'in an earlier stage': [['dockerfile', FROM, `${FROM.trim()} AS packages\nMAINTAINER "it's me"\n${FROM}`]],
});

findsFaults('dockerfile/mutable-base', {
  'no tag': [['dockerfile', FROM, 'FROM python\n']],
  latest: [
    ['dockerfile', FROM, 'FROM --platform=linux/amd64 mirror.tools.example/library/python:latest AS app\n'],
  ],
  'from a registry with a port': [['dockerfile', FROM, 'FROM mirror.tools.example:5000/library/python\n']],
});

findsFaults('dockerfile/runs-as-root', {
  'as it is': [],
  'root in the end': [['dockerfile', COMMAND, `USER 1000\nUSER root\n${COMMAND}`]],
  'in another stage than the last': [
    [
      'dockerfile',
      COPY,
      `${COPY}USER 1000\nFROM mirror.tools.example/library/python:3.12\nCOPY --from=0 /srv /srv\n`,
    ],
  ],
});

findsFaults('dockerfile/no-dockerignore', {
  'all of it': [['dockerfile', COPY, 'COPY . .\n']],
  'by ADD, in exec form': [['dockerfile', COPY, 'ADD ["./", "./"]\n']],
  'in an earlier stage': [['dockerfile', FROM, `${FROM.trim()} AS all\nCOPY --chown=1000 / /all/\n${FROM}`]],
});

findsFaults('dockerfile/missing-source', {
  'a misspelt name': [['dockerfile', COPY, 'COPY ap.py .\n']],
  'in a folder, in exec form': [['dockerfile', COPY, 'COPY ["src/app.py", "./"]\n']],
  'left out': [['.dockerignore', '# All but the packages.\n**/*.py\n']],
  'seen from the Dockerfile': [
    ...elsewhere(`${FROM}COPY requirements.txt ./\nCOPY app.py serve.sh ./\n`, 'docker/Dockerfile'),
    ['docker/serve.sh', 'python app.py\n'],
  ],
});

findsFaults('dockerfile/port-mismatch', {
  'EXPOSE and the program': [['dockerfile', EXPOSE, 'EXPOSE 5000/tcp\n']],
  'containerPort and the program': [['manifest', 'containerPort: 30500', 'containerPort: 8080']],
  'containerPort and EXPOSE, of a program that is not known': [
    ['dockerfile', COMMAND, 'CMD ["flask", "run"]\n'],
    ['manifest', 'containerPort: 30500', 'containerPort: 8080'],
  ],
  // The Service goes by the port's name, so that it need not be mended as well.
  'the program alone': [
    ['app', 'port=30500', 'port=5000'],
    ['manifest', 'targetPort: 30500', 'targetPort: http'],
  ],
});

const STAGES = `# syntax=docker/dockerfile:1
ARG VERSION=3.12
FROM python:\${VERSION}-slim AS packages
RUN <<EOF
pip list
CMD is no instruction here
EOF
RUN pip install \\
    # the newest
    --upgrade pip
FROM python:\${VERSION}-slim
COPY --from=packages /usr/local /usr/local
COPY <<-"EOF" /etc/motd
	COPY nothing .
	EOF
`;

isSilentOn({
  'stages, ARG before FROM, here-documents, comments between': [['dockerfile', FROM, STAGES]],
  'lines continued by another character': [
    ['dockerfile', FROM, `# escape=\`\n${FROM}`],
    ['dockerfile', COPY, 'COPY `\n  app.py `\n  .\n'],
  ],
  'a byte order mark, and CRLF': [
    [
      'Dockerfile',
      '\ufeffFROM python:3.12-slim\r\nCOPY app.py \\\r\n  requirements.txt /srv/\r\nUSER 1000\r\nCMD ["python", "/srv/app.py"]\r\n',
    ],
  ],
  'a target that needs no other stage': [
    ['dockerfile', COMMAND, `${COMMAND}\nFROM alpine:3.20 AS pages\nCOPY pages /pages\n`],
    ['dockerfile', FROM, 'FROM python:3.12-slim AS app\n'],
    ['ci', BUILD, 'docker build --target app -t $DOCKER_IMAGE .\n'],
  ],
  'files that the job makes': [
    ['dockerfile', COPY, 'COPY app.py version.txt .env* ./\n'],
    ['ci', BUILD, `echo $CI_COMMIT_SHA > version.txt\n    - ${BUILD}`],
  ],
  'silenced in place': [
    [
      'dockerfile',
      COPY,
      '# pipewright-ignore dockerfile/missing-source comes from the mirror\nCOPY app.py \\\nmirrored.py ./\n',
    ],
  ],
  'a port that the environment gives': [
    ['app', 'port=30500', 'port=int(os.environ.get("PORT", 5000))'],
    ['manifest', PORTS, `          env: [{ name: PORT, value: "30500" }]\n${PORTS}`],
  ],
  'another command in the manifest': [
    ['manifest', PORTS, `          args: [python, other.py]\n${PORTS.replace('30500', '30501')}`],
    ['manifest', 'targetPort: 30500', 'targetPort: http'],
  ],
});
