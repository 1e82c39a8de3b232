using System.Buffers.Binary;
using System.Diagnostics;

namespace KosmosProbe.Native.Tests;

/// <summary>
/// Causes come before their effects, whatever the order in which writers and the reader take their steps: begun (with
/// its time), reserved, finished. Once with steps drawn by chance, once with threads that really run at once.
/// </summary>
public class RingCausesTests
{
    private const uint RingBytes = 1 << 16;
    private const int RecordBytes = 24;

    // As many as there are in that time, be the machine as busy as it may.
    private const long RelayMs = 1000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void NoEffectComesBeforeItsCauseInAnyOrderOfSteps(int rings)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            using var run = new SteppedRun(rings, seed);
            run.Go(steps: 2000);
            Assert.Equal(run.Written, run.Read);
            Assert.Equal("", run.Fault);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void NoEffectComesBeforeItsCauseOfThreadsThatWriteWhileTheReaderLooks(int rings)
    {
        const int Writers = 2;
        var all = Enumerable.Range(0, rings).Select(static _ => new SimulatedRing(RingBytes)).ToArray();
        try
        {
            var relay = new RelayRun(all);
            var threads = Enumerable.Range(0, Writers)
                .Select(number => new Thread(() => relay.Write(number, Writers)) { IsBackground = true })
                .ToList();
            threads.ForEach(static thread => thread.Start());
            relay.ReadAll();
            threads.ForEach(static thread => thread.Join());
            Assert.True(relay.Turns > 0);
            Assert.Equal(-1, relay.Misplaced);
        }
        finally
        {
            foreach (var ring in all)
                ring.Dispose();
        }
    }

    private static byte[] Record(ulong time, long number)
    {
        byte[] record = new byte[RecordBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, time);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), number);
        return record;
    }

    private static long Number(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[8..]);

    /// <summary>
    /// Writers that begin, reserve and finish records at moments of their own, a clock that ticks with every step, and
    /// a reader that reads some records now and then. Whatever was finished when a record was begun may be its cause.
    /// </summary>
    private sealed class SteppedRun(int rings, int seed) : IDisposable
    {
        private readonly Random _random = new(seed);
        private readonly SimulatedRing[] _rings =
            [.. Enumerable.Range(0, rings).Select(static _ => new SimulatedRing(RingBytes))];

        // Of each writer: the time at which its record was begun, and where it lies once it is reserved.
        private readonly (ulong Begun, long Number, int Ring, ulong At)?[] _writers = new (ulong, long, int, ulong)?[6];

        // By number: when it was begun, when it was finished; and those that were read.
        private readonly List<(ulong Begun, ulong Finished)> _records = [];
        private readonly HashSet<long> _read = [];
        private ulong _now;
        private RingMerge? _merge;

        internal int Written { get; private set; }

        internal int Read => _read.Count;

        internal string Fault { get; private set; } = "";

        public void Dispose()
        {
            foreach (var ring in _rings)
                ring.Dispose();
        }

        internal void Go(int steps)
        {
            _merge = new RingMerge([.. _rings.Select(static ring => ring.Reader)]);
            for (int i = 0; i < steps; i++)
            {
                _now++;
                int writer = _random.Next(_writers.Length + 2);
                if (writer < _writers.Length)
                    Step(writer);
                else if (_random.Next(2) == 0)
                    ReadSome(_random.Next(12));
                else
                    LookWhileOthersWrite();
            }

            for (int writer = 0; writer < _writers.Length; writer++)
            {
                while (_writers[writer] is not null)
                    Step(writer);
            }

            ReadSome(int.MaxValue);
        }

        private void LookWhileOthersWrite()
        {
            for (int ring = 0; ring < _rings.Length; ring++)
            {
                _merge!.LookAt(ring);
                for (int steps = _random.Next(4); steps > 0; steps--)
                    Step(_random.Next(_writers.Length));
            }

            _merge!.Settle();
        }

        private void Step(int writer)
        {
            _now++;
            if (_writers[writer] is not { } record)
            {
                _writers[writer] = (_now, _records.Count, -1, 0);
                _records.Add((_now, ulong.MaxValue));
            }
            else if (record.Ring < 0)
            {
                int ring = _random.Next(_rings.Length);
                ulong at = _rings[ring].Write(Record(record.Begun, record.Number), SimulatedRing.Busy);
                _writers[writer] = record with { Ring = ring, At = at };
            }
            else
            {
                _rings[record.Ring].SetHeader(record.At, RecordBytes);
                _records[(int)record.Number] = (record.Begun, _now);
                _writers[writer] = null;
                Written++;
            }
        }

        private void ReadSome(int most)
        {
            for (int i = 0; i < most && _merge!.TryRead(out var bytes); i++)
            {
                long number = Number(bytes);
                ulong begun = _records[(int)number].Begun;
                for (int cause = 0; cause < _records.Count && Fault.Length == 0; cause++)
                {
                    if (_records[cause].Finished < begun && !_read.Contains(cause))
                        Fault = $"seed {seed}: record {number} came before {cause}, finished before it was begun";
                }

                _read.Add(number);
                _merge.Advance();
            }
        }
    }

    /// <summary>
    /// Writers that take turns: each sees that the turn before is done, takes the time, and writes its own into some
    /// ring. One reader reads all the while.
    /// </summary>
    private sealed class RelayRun(SimulatedRing[] rings)
    {
        private readonly RingMerge _merge = new([.. rings.Select(static ring => ring.Reader)]);
        private readonly long _endMs = Environment.TickCount64 + RelayMs;
        private long _turn;
        private long _last = long.MaxValue;

        /// <summary>How many there were.</summary>
        internal long Turns => Volatile.Read(ref _last);

        /// <summary>The first turn that did not come in its place; -1 when all did.</summary>
        internal long Misplaced { get; private set; } = -1;

        internal void Write(int first, int step)
        {
            var random = new Random(first);
            for (long mine = first; ; mine += step)
            {
                var ring = rings[random.Next(rings.Length)];
                while (Volatile.Read(ref _turn) != mine || ring.Free < RecordBytes + sizeof(ulong))
                {
                    if (mine >= Turns)
                        return;
                    Thread.Yield();
                }

                if (Environment.TickCount64 >= _endMs)
                {
                    Volatile.Write(ref _last, mine);
                    return;
                }

                ulong time = (ulong)Stopwatch.GetTimestamp();
                ulong at = ring.Write(Record(time, mine), SimulatedRing.Busy);
                ring.SetHeader(at, RecordBytes);
                Volatile.Write(ref _turn, mine + 1);
            }
        }

        internal void ReadAll()
        {
            for (long expected = 0; expected < Turns;)
            {
                if (!_merge.TryRead(out var record))
                {
                    Thread.Yield();
                    continue;
                }

                if (Number(record) != expected && Misplaced < 0)
                    Misplaced = expected;
                expected++;
                _merge.Advance();
            }
        }
    }
}
