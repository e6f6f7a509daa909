#!lua name=escalon
-- The views of Escalon's stages. It checks versions, writes what it is given, and decides nothing.
--
-- KEYS of every call but escalon_version: meta (hash), state (hash, key -> envelope), due (index of
-- the pages of timers). A page is a list `due:N` of rows, unordered, with at most PAGE_ROWS of them
-- and never empty; a row is `due \0 key \0 timer \0 generation \0 kind`, and rows compare byte by
-- byte in the order of the horizon. A member of the index is `least row that may be in the page \0
-- N`; all scores are 0, so that the index is ordered by bytes too.
--
-- ARGV[1] of every call is the version that the caller speaks. An answer begins with OK, MORE,
-- FENCED, STALE, ABSENT or DAMAGED. Numbers travel as decimal text, since Lua's lose digits.

local VERSION = '2'      -- goes up with every change of this file
local LAYOUT = '1'       -- of what is kept; goes up when an older library could not read it
local SERVES_FROM = '1'  -- the oldest caller that this version still serves
local PAGE_ROWS = 100
local ARGUMENTS = 1000   -- of one command: Lua cannot unpack more than about 8,000
local PAGES_A_STEP = 500

-- Byte order, four bytes at a time; where one text has ended, its byte is nil and counts as -1.
-- Lua's own < follows the server's locale.
local function before(a, b)
  for i = 1, math.max(#a, #b), 4 do
    local a1, a2, a3, a4 = string.byte(a, i, i + 3)
    local b1, b2, b3, b4 = string.byte(b, i, i + 3)
    if a1 ~= b1 then return (a1 or -1) < (b1 or -1) end
    if a2 ~= b2 then return (a2 or -1) < (b2 or -1) end
    if a3 ~= b3 then return (a3 or -1) < (b3 or -1) end
    if a4 ~= b4 then return (a4 or -1) < (b4 or -1) end
  end
  return false
end

-- Whether one number, as decimal text without leading zeros, is below another.
local function below(a, b)
  if #a ~= #b then return #a < #b end
  return before(a, b)
end

local function other_version(caller)
  if below(VERSION, caller) or below(caller, SERVES_FROM) then
    return redis.error_reply('ESCALON_LIBRARY ' .. VERSION)
  end
end

local function look(keys)
  local m = redis.call('HMGET', keys[1], 'epoch', 'version', 'dirty', 'states', 'pages', 'functions')
  local meta = { epoch = m[1], version = m[2], functions = m[6] }
  -- A count that is wrong tells of rows that were evicted or deleted by hand.
  meta.damaged = meta.epoch and (m[3] ~= ''
    or m[4] ~= tostring(redis.call('HLEN', keys[2]))
    or m[5] ~= tostring(redis.call('ZCARD', keys[3])))
  return meta
end

local function newer_layout(meta)
  if meta.functions and below(LAYOUT, meta.functions) then
    return redis.error_reply('ESCALON_LAYOUT ' .. meta.functions)
  end
end

local function told(answer, keys)
  local m = redis.call('HMGET', keys[1], 'epoch', 'version', 'fold_version', 'partition_state')
  return { answer, m[1], m[2], m[3], m[4] }
end

-- Why a call is refused, or nothing. `exact`: the version must be equal, else not below.
local function refusal(keys, args, exact)
  local other = other_version(args[1])
  if other then return other end
  local meta, epoch, version = look(keys), args[2], args[3]
  if not meta.epoch then return { 'ABSENT' } end
  if newer_layout(meta) then return newer_layout(meta) end
  if below(epoch, meta.epoch) then return told('FENCED', keys) end
  if epoch ~= meta.epoch or below(meta.version, version) or (exact and version ~= meta.version) then
    return { 'STALE', meta.epoch, meta.version }
  end
  if meta.damaged then return { 'DAMAGED', meta.epoch, meta.version } end
end

-- Calls `command key` with args[first..last], some at a time. `width`: arguments that belong
-- together.
local function in_parts(command, key, args, first, last, width)
  local step = ARGUMENTS - ARGUMENTS % width
  for from = first, last, step do
    redis.call(command, key, unpack(args, from, math.min(from + step - 1, last)))
  end
end

-- The member of the index whose page holds `row` if any does, and the name of the page.
local function page_of(keys, row)
  local member = redis.call('ZREVRANGEBYLEX', keys[3], '[' .. row .. '\1', '-', 'LIMIT', 0, 1)[1]
  if member then return member, keys[3] .. ':' .. string.match(member, '%d+$') end
end

-- string.format would end at the first \0.
local function new_page(keys, least)
  local number = redis.call('HINCRBY', keys[1], 'page', 1)
  local page = keys[3] .. ':' .. number
  redis.call('ZADD', keys[3], 0, least .. '\0' .. number)
  redis.call('UNLINK', page)
  return page
end

-- The middle one of three rows. Rows of one page differ, so at least one row is below it.
local function median(a, b, c)
  if before(b, a) then a, b = b, a end
  if before(c, a) then return a end
  return before(c, b) and c or b
end

local function split(keys, page)
  local rows = redis.call('LRANGE', page, 0, -1)
  local middle = median(rows[1], rows[math.floor(#rows / 2)], rows[#rows])
  local low, high = {}, {}
  for _, row in ipairs(rows) do
    local side = before(row, middle) and low or high
    side[#side + 1] = row
  end
  redis.call('DEL', page)
  redis.call('RPUSH', page, unpack(low))
  redis.call('RPUSH', new_page(keys, middle), unpack(high))
end

local function arm(keys, row)
  local member, page = page_of(keys, row)
  if not member then
    page = new_page(keys, '')
  elseif redis.call('LPOS', page, row) then
    return
  end
  if redis.call('RPUSH', page, row) > PAGE_ROWS then split(keys, page) end
end

local function disarm(keys, row)
  local member, page = page_of(keys, row)
  if member and redis.call('LREM', page, 1, row) == 1 and redis.call('LLEN', page) == 0 then
    redis.call('ZREM', keys[3], member)
  end
end

-- One bounded step of emptying a view whose epoch stands already.
local function empty(keys)
  redis.call('UNLINK', keys[2])
  local members = redis.call('ZRANGE', keys[3], 0, PAGES_A_STEP - 1)
  for _, member in ipairs(members) do
    redis.call('UNLINK', keys[3] .. ':' .. string.match(member, '%d+$'))
  end
  redis.call('ZREMRANGEBYRANK', keys[3], 0, PAGES_A_STEP - 1)
  if #members == PAGES_A_STEP then return { 'MORE' } end
  redis.call('HSET', keys[1], 'states', 0, 'pages', 0, 'dirty', '')
  return told('OK', keys)
end

-- version, epoch, keep|rebuild, fold version
local function acquire(keys, args)
  local other = other_version(args[1])
  if other then return other end
  local meta, epoch = look(keys), args[2]
  if newer_layout(meta) then return newer_layout(meta) end
  if meta.epoch and not below(meta.epoch, epoch) then return told('FENCED', keys) end
  if args[3] == 'keep' and meta.epoch and not meta.damaged then
    redis.call('HSET', keys[1], 'epoch', epoch)
    return told('OK', keys)
  end
  redis.call('HSET', keys[1], 'dirty', 'emptied', 'epoch', epoch, 'version', 0,
    'fold_version', args[4], 'partition_state', '', 'functions', LAYOUT)
  return empty(keys)
end

-- version, epoch: goes on with what acquire could not empty at once
local function go_on_emptying(keys, args)
  local other = other_version(args[1])
  if other then return other end
  if redis.call('HGET', keys[1], 'epoch') ~= args[2] then return told('FENCED', keys) end
  return empty(keys)
end

-- version, epoch, view's version: the view has lost rows and is to be rebuilt by whoever acquires it
local function condemn(keys, args)
  local refused = refusal(keys, args, false)
  if not refused then redis.call('HSET', keys[1], 'dirty', 'damaged') end
  return { 'OK' }
end

-- version, epoch, view's version, key...; without keys what the view says of itself
local function load(keys, args)
  local refused = refusal(keys, args, false)
  if refused then return refused end
  if #args == 3 then return told('OK', keys) end
  local answer = { 'OK' }
  for from = 4, #args, ARGUMENTS do
    local found = redis.call('HMGET', keys[2], unpack(args, from, math.min(from + ARGUMENTS - 1, #args)))
    for i = 1, #found do answer[#answer + 1] = found[i] end
  end
  return answer
end

-- version, epoch, view's version, row prefix to begin after (or ''), last due, rows wanted: all rows
-- of whole pages, enough for the caller to sort and cut
local function horizon(keys, args)
  local refused = refusal(keys, args, false)
  if refused then return refused end
  local after, wanted = args[4], tonumber(args[6])
  local first = after ~= '' and page_of(keys, after)
  local from, to = first and '[' .. first or '-', '(' .. args[5] .. '\1'
  local answer = { 'OK' }
  repeat
    local members = redis.call('ZRANGEBYLEX', keys[3], from, to, 'LIMIT', 0, 16)
    for _, member in ipairs(members) do
      local rows = redis.call('LRANGE', keys[3] .. ':' .. string.match(member, '%d+$'), 0, -1)
      if #rows == 0 then return { 'DAMAGED', args[2], args[3] } end
      for i = 1, #rows do answer[#answer + 1] = rows[i] end
      -- Of the first page nothing need be after `after`.
      if member ~= first then wanted = wanted - #rows end
      if wanted <= 0 then return answer end
    end
    from = members[1] and '(' .. members[#members]
  until #members < 16
  return answer
end

-- version, epoch, from version, to version, partition state, and then four lists, each after its
-- length: states to put (key, envelope), keys to delete, rows to disarm, rows to arm
local function apply(keys, args)
  local refused = refusal(keys, args, true)
  if refused then return refused end
  local lists, place = {}, 6
  for i = 1, 4 do
    local length = tonumber(args[place]) * (i == 1 and 2 or 1)
    lists[i] = { place + 1, place + length }
    place = place + length + 1
  end
  if place ~= #args + 1 then return redis.error_reply('ERR apply: the lists have other lengths') end
  redis.call('HSET', keys[1], 'dirty', 'applying')
  in_parts('HSET', keys[2], args, lists[1][1], lists[1][2], 2)
  in_parts('HDEL', keys[2], args, lists[2][1], lists[2][2], 1)
  for i = lists[3][1], lists[3][2] do disarm(keys, args[i]) end
  for i = lists[4][1], lists[4][2] do arm(keys, args[i]) end
  redis.call('HSET', keys[1], 'version', args[4], 'partition_state', args[5], 'dirty', '',
    'states', redis.call('HLEN', keys[2]), 'pages', redis.call('ZCARD', keys[3]),
    'functions', LAYOUT)
  return { 'OK' }
end

redis.register_function{ function_name = 'escalon_version', flags = { 'no-writes' },
  callback = function() return { VERSION, SERVES_FROM } end }
redis.register_function{ function_name = 'escalon_load', flags = { 'no-writes' }, callback = load }
redis.register_function{ function_name = 'escalon_horizon', flags = { 'no-writes' }, callback = horizon }
redis.register_function{ function_name = 'escalon_apply', callback = apply }
-- These three free memory, or hardly need any.
redis.register_function{ function_name = 'escalon_acquire', flags = { 'allow-oom' }, callback = acquire }
redis.register_function{ function_name = 'escalon_empty', flags = { 'allow-oom' }, callback = go_on_emptying }
redis.register_function{ function_name = 'escalon_condemn', flags = { 'allow-oom' }, callback = condemn }
