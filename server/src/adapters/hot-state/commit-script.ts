/**
 * The whole of a commit in one script, so that Redis runs it as one step.
 * KEYS: sequence, journal, idempotency key (the sequence again for none), then the keys of expectations, takes and puts in this order.
 * ARGV: entry, time to live of the idempotency key in ms, number of expectations, takes and puts; then for each
 * expectation '1' and its value or '0' and ''; for each take its raise and limit; for each put as for expectations.
 * Numbers reach INCRBY as the text they came in: Lua would print large ones with an exponent.
 */
export const commitScript = `
local remembered = KEYS[3]
if remembered ~= KEYS[1] then
  local before = redis.call('GET', remembered)
  if before then return {'repeated', before} end
end
local expects, takes, puts = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local key, arg = 3, 5
for i = 1, expects do
  local value = redis.call('GET', KEYS[key + i])
  if ARGV[arg + 2 * i - 1] == '1' then
    if value ~= ARGV[arg + 2 * i] then return {'stale'} end
  elseif value then
    return {'stale'}
  end
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
redis.call('INCR', KEYS[1])
local sequence = redis.call('GET', KEYS[1])
redis.call('XADD', KEYS[2], sequence .. '-0', 'e', ARGV[1])
if remembered ~= KEYS[1] then
  redis.call('SET', remembered, ARGV[1], 'PX', ARGV[2])
end
return {'ok', sequence}
`;
