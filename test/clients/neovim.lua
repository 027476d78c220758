-- What a user of Neovim sees: run by neovim.mjs inside a headless Neovim (0.7 or newer), in a copy of the example project.
-- Prints `ok NAME` or `not ok NAME: REASON` for each test.

local server_command = vim.fn.json_decode(os.getenv('PIPEWRIGHT_SERVER'))
local root = vim.fn.getcwd()
local passed, failed = 0, 0
local client_id

local function test(name, body)
  local ok, reason = pcall(body)
  if ok then
    passed = passed + 1
    print('ok ' .. name)
  else
    failed = failed + 1
    print('not ok ' .. name .. ': ' .. tostring(reason))
  end
end

local function equal(expected, actual)
  if not vim.deep_equal(expected, actual) then
    error('expected ' .. vim.inspect(expected) .. ', but it is ' .. vim.inspect(actual), 2)
  end
end

local function open(path)
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. path))
  vim.bo.filetype = path:match('Dockerfile$') and 'dockerfile' or 'yaml'
  vim.lsp.buf_attach_client(0, client_id)
  return vim.api.nvim_get_current_buf()
end

--- Diagnostics as `LINE CODE`, with 1-based lines; errors and warnings only.
local function findings(buffer)
  local found = {}
  for _, it in ipairs(vim.diagnostic.get(buffer)) do
    local from_server = it.user_data and it.user_data.lsp or {}
    if it.severity <= vim.diagnostic.severity.WARN then
      table.insert(found, (it.lnum + 1) .. ' ' .. tostring(it.code or from_server.code))
    end
  end
  return found
end

local function wait_for(buffer, expected)
  vim.wait(15000, function() return vim.deep_equal(findings(buffer), expected) end, 20)
  equal(expected, findings(buffer))
end

local function ask(buffer, method, parameters)
  local answers = vim.lsp.buf_request_sync(buffer, method, parameters, 15000) or {}
  local answer = answers[client_id]
  if not answer then error('no answer to ' .. method) end
  if answer.error then error(method .. ': ' .. vim.inspect(answer.error)) end
  return answer.result
end

--- A place by a text that stands once in the buffer, as the protocol has it: 0-based, UTF-16 units.
local function at(buffer, text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then
      return {
        textDocument = { uri = vim.uri_from_bufnr(buffer) },
        position = { line = number - 1, character = vim.str_utfindex(line, column - 1) },
      }
    end
  end
  error(text .. ' is nowhere in the buffer')
end

local function encoding() return vim.lsp.get_client_by_id(client_id).offset_encoding end

local function text_of(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') end

client_id = vim.lsp.start_client({ name = 'pipewright', cmd = server_command, root_dir = root })
if not client_id then
  print('not ok the server starts')
  print('0 passed, 1 failed')
  vim.cmd('cquit 1')
end

local pipeline = open('.gitlab-ci.yml')

test('finds the one error of the example, at its line', function()
  wait_for(pipeline, { FAULT_LINE .. ' yaml/script-colon' })
end)

test('mends it by a code action, and leaves all other lines as they are', function()
  local before = vim.api.nvim_buf_get_lines(pipeline, 0, -1, false)
  local finding = vim.tbl_filter(
    function(it) return it.severity == vim.diagnostic.severity.ERROR end,
    vim.diagnostic.get(pipeline)
  )[1]
  local actions = ask(pipeline, 'textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(pipeline) },
    range = {
      start = { line = finding.lnum, character = finding.col },
      ['end'] = { line = finding.end_lnum, character = finding.end_col },
    },
    context = { diagnostics = { finding.user_data.lsp.diagnostic or {
      range = { start = { line = finding.lnum, character = finding.col }, ['end'] = { line = finding.end_lnum, character = finding.end_col } },
      message = finding.message,
      severity = finding.severity,
      code = finding.user_data.lsp.code or finding.code,
      source = finding.source,
    } } },
  })
  local quote = vim.tbl_filter(function(it) return it.title == 'Quote the line' end, actions)[1]
  if not quote then error('no such action, but ' .. vim.inspect(vim.tbl_map(function(it) return it.title end, actions))) end
  if not quote.edit then quote = ask(pipeline, 'codeAction/resolve', quote) end
  vim.lsp.util.apply_workspace_edit(quote.edit, encoding())
  wait_for(pipeline, {})
  local after = vim.api.nvim_buf_get_lines(pipeline, 0, -1, false)
  equal(#before, #after)
  for number, line in ipairs(before) do
    if number ~= FAULT_LINE then equal(line, after[number]) end
  end
  -- Only the quotes around the line were added.
  equal(before[FAULT_LINE]:gsub('%- (.*)$', "- '%1'"), after[FAULT_LINE])
end)

test('finds what is typed, before it is saved', function()
  local stage = at(pipeline, 'stage: deploy').position.line
  local line = vim.api.nvim_buf_get_lines(pipeline, stage, stage + 1, false)[1]
  vim.api.nvim_buf_set_lines(pipeline, stage, stage + 1, false, { (line:gsub('deploy', 'deplyo')) })
  wait_for(pipeline, { (stage + 1) .. ' pipeline/unknown-stage' })
  vim.api.nvim_buf_set_lines(pipeline, stage, stage + 1, false, { line })
  wait_for(pipeline, {})
end)

test('completes the stages', function()
  local place = at(pipeline, 'stage: deploy')
  place.position.character = place.position.character + #'stage: '
  local list = ask(pipeline, 'textDocument/completion', place)
  local labels = vim.tbl_map(function(it) return it.label end, list.items or list)
  for _, stage in ipairs({ 'build', 'deploy' }) do
    if not vim.tbl_contains(labels, stage) then error(stage .. ' is not among ' .. vim.inspect(labels)) end
  end
end)

local manifest = open('calculator.yaml')

test('tells at a placeholder where its value comes from', function()
  wait_for(manifest, {})
  local place = at(manifest, '${DOCKER_IMAGE}')
  place.position.character = place.position.character + 3
  local hover = ask(manifest, 'textDocument/hover', place)
  local text = hover.contents.value or ''
  if not text:find('DOCKER_IMAGE', 1, true) or not text:find('.gitlab-ci.yml', 1, true) then error(text) end
end)

test('goes from the placeholder to the variable of the pipeline', function()
  local place = at(manifest, '${DOCKER_IMAGE}')
  place.position.character = place.position.character + 3
  local target = ask(manifest, 'textDocument/definition', place)
  local first = vim.tbl_islist(target) and target[1] or target
  equal(vim.uri_from_bufnr(pipeline), first.uri or first.targetUri)
end)

test('renames the variable in all files at once', function()
  local place = at(manifest, '${DOCKER_IMAGE}')
  place.position.character = place.position.character + 3
  place.newName = 'APP_IMAGE'
  vim.lsp.util.apply_workspace_edit(ask(manifest, 'textDocument/rename', place), encoding())
  for _, buffer in ipairs({ pipeline, manifest }) do
    local text = text_of(buffer)
    if text:find('DOCKER_IMAGE', 1, true) or not text:find('APP_IMAGE', 1, true) then error(text) end
  end
end)

test('ends when Neovim ends', function()
  vim.lsp.stop_client(client_id)
  vim.wait(10000, function() return vim.lsp.client_is_stopped(client_id) end, 20)
  equal(true, vim.lsp.client_is_stopped(client_id))
end)

print(passed .. ' passed, ' .. failed .. ' failed')
vim.cmd(failed == 0 and 'qall!' or 'cquit 1')
