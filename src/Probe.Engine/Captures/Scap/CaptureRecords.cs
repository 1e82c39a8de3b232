using System.Buffers.Binary;
using KosmosProbe.Engine.Captures.Scap.Upgrading;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// A capture's events as records, in order: today's events with today's parameters, whatever version was recorded. The
/// beginning of a call comes with its end, where Falco still looks at it, and is dropped elsewhere. The header's
/// sequence is the number that Falco gives the event: beginnings that it looks at have one too.
/// </summary>
public sealed class CaptureRecords
{
    // The argument of open and connect can be changed while the call runs, so Falco looks at both copies.
    private const int Open = 2, Connect = 22, Creat = 58, Openat = 306, Openat2 = 326;

    private readonly ScapReader _reader;
    private readonly PendingCalls _pending = new();
    private readonly RecordBuffer _record = new();
    private ulong _number;

    /// <summary>Reads events from where the reader stands.</summary>
    /// <param name="reader">Not owned.</param>
    public CaptureRecords(ScapReader reader) => _reader = reader;

    /// <summary>Events that no rule could name, or that belong to a newer format: skipped.</summary>
    public long UnknownEvents { get; private set; }

    /// <summary>Beginnings of calls that Falco has no use for any more: dropped.</summary>
    public long DroppedEnters { get; private set; }

    /// <summary>How often there were too many calls that had not ended, so that all were forgotten.</summary>
    public long PendingOverflows => _pending.Overflows;

    /// <summary>The next record. False at the end of the capture.</summary>
    /// <param name="record">Lifetime: until the next call.</param>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        _record.Clear();
        bool isThere = TryRead(_record);
        record = isThere ? _record.Record : default;
        return isThere;
    }

    /// <summary>The same, behind records that were read before.</summary>
    /// <param name="records">Where it is put.</param>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    internal bool TryRead(RecordBuffer records)
    {
        while (_reader.TryReadEvent())
        {
            if (TryMake(_reader.Event, records))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryMake(ScapEvent recorded, RecordBuffer records)
    {
        var info = ScapEventTable.Find(recorded.Code);
        switch (info?.Kind)
        {
            case ScapEventKind.Enter:
                Begin(recorded);
                return false;
            case ScapEventKind.Exit or ScapEventKind.Lone:
                return TryMake(recorded, info, records);
            default:
                UnknownEvents++;
                return false;
        }
    }

    private void Begin(ScapEvent recorded)
    {
        bool isLookedAt = IsLookedAt(recorded.Code);
        _number += isLookedAt ? 1u : 0;
        DroppedEnters += isLookedAt ? 0 : 1;
        if (isLookedAt || UpgradeTable.IsNeeded(recorded.Code))
        {
            _pending.Keep(recorded);
        }
    }

    private bool TryMake(ScapEvent recorded, ScapEventInfo info, RecordBuffer records)
    {
        bool isToday = info.IsToday && recorded.ParametersCount == info.ParametersCount;
        var plan = isToday ? null : UpgradeTable.Find(recorded.Code, recorded.ParametersCount);
        var today = plan is null ? info : ScapEventTable.Find(plan.Code);
        if (today is not { IsToday: true } || today.Type == EventType.None)
        {
            UnknownEvents++;
            return false;
        }

        _number++;
        bool isEnd = info.Kind == ScapEventKind.Exit;
        var begun = isEnd ? _pending.Find(recorded.Tid, recorded.Code - 1) : null;
        var attached = begun is { IsDoubtful: false } && IsLookedAt(begun.Code) ? begun.Parameters : null;
        int count = plan?.Steps.Length ?? recorded.ParametersCount;
        int enterCount = Math.Min(attached?.Count ?? 0, RecordedEvent.ParametersMax - count);
        ref var record = ref records.Begin(count, enterCount);
        record.Code = today.Code;
        record.IsForStateOnly = (ushort)(recorded.Flags & ScapEvent.StateOnly);
        record.Header.TimeNs = recorded.TimeNs;
        record.Header.Sequence = _number;
        record.Header.Type = TypeOf(today, recorded, begun);
        record.Header.Cpu = recorded.Cpu;
        record.Header.Tid = (uint)recorded.Tid;
        long result = plan is null
            ? AddAll(recorded.Parameters, records)
            : AddParameters(recorded, plan, today, begun, records);
        attached?.AddTo(records, enterCount);
        records.End(isEnd ? result : 0);
        if (begun is not null)
        {
            _pending.End(recorded.Tid);
        }

        return true;
    }

    // Adds all parameters as they were recorded, and says what the first comes to as a number.
    private static long AddAll(ScapParameters parameters, RecordBuffer records)
    {
        parameters.AddTo(records, parameters.Count);
        return parameters.Count > 0 ? Result(parameters[0]) : 0;
    }

    // The same with those of an earlier version.
    private static long AddParameters(
        ScapEvent recorded, UpgradePlan plan, ScapEventInfo today, PendingCall? begun, RecordBuffer records)
    {
        long result = 0;
        for (int i = 0; i < plan.Steps.Length; i++)
        {
            var value = Value(plan.Steps[i], recorded, today.Parameters[i].Type, begun);
            records.Add(value);
            result = i == 0 ? Result(value) : result;
        }

        return result;
    }

    private static long Result(ReadOnlySpan<byte> value) =>
        value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(value) : 0;

    private static ReadOnlySpan<byte> Value(
        UpgradeStep step, ScapEvent recorded, ParameterType type, PendingCall? begun)
    {
        switch (step.Source)
        {
            case UpgradeSource.Event:
                return Fit(recorded.Parameter(step.Index), type);
            case UpgradeSource.Enter when begun is not null && step.Index < begun.Parameters.Count:
                return Fit(begun.Parameters[step.Index], type);
            case UpgradeSource.Enter:
                return step.Otherwise == UpgradeSource.Default ? ParameterDefaults.Bytes(type) : default;
            case UpgradeSource.Default:
                return ParameterDefaults.Bytes(type);
            case UpgradeSource.ContainerJson:
                return ContainerText.Json(recorded.Parameters);
            default:
                return default;
        }
    }

    // A number that was longer in an earlier version loses its upper part.
    private static ReadOnlySpan<byte> Fit(ReadOnlySpan<byte> value, ParameterType type) =>
        ParameterDefaults.FixedBytes(type) is > 0 and var bytes && value.Length > bytes ? value[..bytes] : value;

    // One event stands for all system calls that have none of their own; it is known by the call's name. Which call it
    // was the machine's number tells where the format has none; captures of before 2025 have that at the beginning.
    private static EventType TypeOf(ScapEventInfo today, ScapEvent recorded, PendingCall? begun)
    {
        if (today.Code != ScapEventTable.SyscallCode)
        {
            return today.Type;
        }

        int native = Number(recorded.Parameters, 1);
        return ScapEventTable.SyscallType(
            Number(recorded.Parameters, 0), native >= 0 || begun is null ? native : Number(begun.Parameters, 1));
    }

    private static int Number(ScapParameters parameters, int index) =>
        index < parameters.Count && parameters.Length(index) == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16LittleEndian(parameters[index])
            : -1;

    private static bool IsLookedAt(int code) => code is Open or Connect or Creat or Openat or Openat2;
}
