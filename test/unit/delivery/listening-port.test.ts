import { describe, expect, it } from 'vitest';
import { listeningPorts } from '../../../server/src/delivery/listening-port.ts';
import { textOf } from '../../../server/src/text/span.ts';

const ports = (path: string, text: string) =>
  listeningPorts(path, { text }).map((it) => `${textOf(it.at)}${it.isDefault ? ' by default' : ''}`);

describe('the port that an application listens on', () => {
  it('is read from Python', () => {
    expect(ports('app.py', "app.run(host='0.0.0.0', port=30194)\n")).toEqual(['30194']);
    expect(ports('app.py', 'uvicorn.run("main:app", host="0.0.0.0", port=8000, reload=True)')).toEqual([
      '8000',
    ]);
    expect(ports('app.py', "app.run(port=int(os.environ.get('PORT', 5000)))")).toEqual(['5000 by default']);
    expect(ports('app.py', "server = HTTPServer(('', 8080), Handler)")).toEqual(['8080']);
    expect(ports('app.py', "# app.run(port=1234)\nsubprocess.run(['ls'])\n")).toEqual([]);
  });

  it('is read from JavaScript and TypeScript', () => {
    expect(ports('index.js', 'app.listen(3000, () => {})')).toEqual(['3000']);
    expect(ports('server.ts', 'const port = process.env.PORT || 3000;\napp.listen(port)')).toEqual([
      '3000 by default',
    ]);
    expect(ports('a.mjs', "fastify.listen({ host: '0.0.0.0', port: 8080 })")).toEqual(['8080']);
    expect(ports('a.js', '// app.listen(3000)')).toEqual([]);
  });

  it('is read from Go, Rust, Ruby and Spring', () => {
    expect(ports('main.go', 'log.Fatal(http.ListenAndServe(":8080", nil))')).toEqual(['8080']);
    expect(ports('main.rs', 'TcpListener::bind("0.0.0.0:7878")')).toEqual(['7878']);
    expect(ports('app.rb', 'set :port, 4567')).toEqual(['4567']);
    expect(ports('src/main/resources/application.properties', 'server.port=${PORT:8081}\n')).toEqual([
      '8081 by default',
    ]);
    expect(ports('application.yml', 'server:\n  servlet: {}\n  port: 9000\n')).toEqual(['9000']);
  });

  it('is not guessed from other files', () => {
    expect(ports('README.md', 'app.listen(3000)')).toEqual([]);
  });
});
