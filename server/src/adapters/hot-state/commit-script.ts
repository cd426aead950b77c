/**
 * The whole of a commit in one script, so that Redis runs it as one step.
 * KEYS: sequence, journal, idempotency key (the sequence again for none), then the keys of expectations, takes and puts, then of the
 * due lists and payloads of timers: of those to end, to drop and to set, two keys each.
 * ARGV: entry, time to live of the idempotency key in ms, the instant in ms if the entry is journalled, else '', number of expectations, takes, puts and of timers
 * to end, to drop and to set; then for each expectation '1' and its value or '0' and ''; for each take its raise and limit; for each put
 * as for expectations; for each timer to end its id and instant, to drop its id, to set its id, instant and payload.
 * Numbers reach INCRBY as the text they came in: Lua would print large ones with an exponent.
 */
export const commitScript = `
local remembered = KEYS[3]
if remembered ~= KEYS[1] then
  local before = redis.call('GET', remembered)
  if before then return {'repeated', before} end
end
local expects, takes, puts = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local ends, drops, sets = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local key, arg = 3, 9
for i = 1, expects do
  local value = redis.call('GET', KEYS[key + i])
  if ARGV[arg + 2 * i - 1] == '1' then
    if value ~= ARGV[arg + 2 * i] then return {'stale'} end
  elseif value then
    return {'stale'}
  end
end
local timerKey, timerArg = 3 + expects + takes + puts, 9 + 2 * (expects + takes + puts)
for i = 1, ends do
  local due = redis.call('ZSCORE', KEYS[timerKey + 2 * i - 1], ARGV[timerArg + 2 * i - 1])
  if not due or tonumber(due) ~= tonumber(ARGV[timerArg + 2 * i]) then return {'stale'} end
end
key, arg = key + expects, arg + 2 * expects
for i = 1, takes do
  local by = tonumber(ARGV[arg + 2 * i - 1])
  if by > 0 and tonumber(redis.call('GET', KEYS[key + i]) or '0') + by > tonumber(ARGV[arg + 2 * i]) then
    return {'limit', tostring(i)}
  end
end
for i = 1, takes do
  redis.call('INCRBY', KEYS[key + i], ARGV[arg + 2 * i - 1])
end
key, arg = key + takes, arg + 2 * takes
for i = 1, puts do
  if ARGV[arg + 2 * i - 1] == '1' then
    redis.call('SET', KEYS[key + i], ARGV[arg + 2 * i])
  else
    redis.call('DEL', KEYS[key + i])
  end
end
for i = 1, ends do
  redis.call('ZREM', KEYS[timerKey + 2 * i - 1], ARGV[timerArg + 2 * i - 1])
  redis.call('HDEL', KEYS[timerKey + 2 * i], ARGV[timerArg + 2 * i - 1])
end
timerKey, timerArg = timerKey + 2 * ends, timerArg + 2 * ends
for i = 1, drops do
  redis.call('ZREM', KEYS[timerKey + 2 * i - 1], ARGV[timerArg + i])
  redis.call('HDEL', KEYS[timerKey + 2 * i], ARGV[timerArg + i])
end
timerKey, timerArg = timerKey + 2 * drops, timerArg + drops
for i = 1, sets do
  local id = ARGV[timerArg + 3 * i - 2]
  redis.call('ZADD', KEYS[timerKey + 2 * i - 1], ARGV[timerArg + 3 * i - 1], id)
  redis.call('HSET', KEYS[timerKey + 2 * i], id, ARGV[timerArg + 3 * i])
end
if ARGV[3] == '' then return {'ok', '0'} end
local sequence = string.format('%.0f', redis.call('INCR', KEYS[1]))
redis.call('XADD', KEYS[2], sequence .. '-0', 'e', ARGV[1], 't', ARGV[3])
if remembered ~= KEYS[1] then
  redis.call('SET', remembered, ARGV[1], 'PX', ARGV[2])
end
return {'ok', sequence}
`;
