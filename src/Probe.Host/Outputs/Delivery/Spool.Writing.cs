using Microsoft.Data.Sqlite;

namespace KosmosProbe.Host.Outputs.Delivery;

// The spool's thread: opens the file, moves alerts from memory to it, keeps it within its bounds, and puts it out of
// the way when it is damaged.
internal sealed partial class Spool
{
    private void Run()
    {
        while (true)
        {
            bool last = _stopping;
            Guard(OpenWhenDue);
            Guard(Write);
            Guard(KeepHouse);
            TellLosses(last);
            if (last) return;
            _wake.WaitOne(Tick);
        }
    }

    // What the disk may answer to anything. Damage ends the file; all else is tried again.
    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (SqliteException e) when (SpoolFile.IsDamage(e))
        {
            lock (_fileGate) _damage = e.Message;
        }
        catch (InvalidCastException e)
        {
            // Something else stands where a number should.
            lock (_fileGate) _damage = e.Message;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Stuck(e.Message);
        }
    }

    private void OpenWhenDue()
    {
        if (_damage.Length > 0) PutAside();
        if (_file is null && _options.Directory.Length > 0 && Environment.TickCount64 >= _openAtMs) Open();
        if (_isReady) return;
        lock (_gate)
        {
            Volatile.Write(ref _isReady, true);
            Monitor.PulseAll(_gate);
            WakeSinks();
        }
    }

    private void Open()
    {
        SpoolFile file;
        try
        {
            file = OpenOrBeginAnew();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            _openAtMs = Environment.TickCount64 + OpenAgainAfterMs;
            string reason = e is SqliteException held && SpoolFile.IsHeld(held)
                ? "another probe uses it"
                : e.Message;
            if (reason != _missingTold) _log.SpoolMissing(_options.Directory, reason);
            _missingTold = reason;
            return;
        }

        _missingTold = "";
        lock (_fileGate)
        {
            long waiting;
            try
            {
                waiting = Adopt(file);
            }
            catch
            {
                // Else it would be held by nobody, and taken for another probe's at the next try.
                file.Dispose();
                throw;
            }

            Volatile.Write(ref _file, file);
            _log.SpoolOpened(_options.Directory, waiting);
        }
    }

    private SpoolFile OpenOrBeginAnew()
    {
        try
        {
            return SpoolFile.Open(_options.Directory);
        }
        catch (SqliteException e) when (SpoolFile.IsDamage(e))
        {
            _log.SpoolDamaged(e.Message, SpoolFile.SetAside(_options.Directory));
            return SpoolFile.Open(_options.Directory);
        }
    }

    // Joins what is on disk, which comes first, and what is in memory already. Returns how much waits on disk.
    private long Adopt(SpoolFile file)
    {
        var positions = file.Positions();
        long last = file.LastNumber;
        _fileLast = last;
        foreach (string gone in positions.Keys.Except(_cursors.Select(static cursor => cursor.Sink))) file.Forget(gone);
        long[] waiting = [.. _cursors.Select(cursor => positions.TryGetValue(cursor.Sink, out long position)
            ? file.Count(position, last, cursor.Least)
            : 0)];
        lock (_gate)
        {
            long first = _tail.Count > 0 ? _tail.First.Number : _nextNumber;
            long shift = Math.Max(0, last + 1 - first);
            _tail.Shift(shift);
            _nextNumber += shift;
            for (int i = 0; i < _cursors.Count; i++)
            {
                var cursor = _cursors[i];
                cursor.Position = waiting[i] > 0
                    ? positions[cursor.Sink]
                    : Math.Max(last, cursor.Position + shift);
                cursor.IsMoved = true;
                cursor.Epoch++;
                cursor.SetWaiting(waiting[i] + WaitingInMemory(cursor));
            }

            WakeSinks();
        }

        return waiting.DefaultIfEmpty().Max();
    }

    private void Write()
    {
        if (_file is null)
        {
            DropDelivered();
            return;
        }

        if (Environment.TickCount64 < _writeAtMs && !_stopping) return;
        if (_isStuck && _fileLast > 0 && IsAllDelivered())
        {
            BeginAnew();
            return;
        }

        while (WriteSome())
        {
            // Until memory is empty.
        }
    }

    private bool WriteSome()
    {
        SpoolEntry[] entries;
        SpoolCursor[] moved;
        long delivered;
        lock (_gate)
        {
            entries = _tail.After(long.MinValue, WriteAtOnce);
            moved = [.. _cursors.Where(static cursor => cursor.IsMoved)];
            delivered = _cursors.Min(static cursor => cursor.Position);
            if (entries.Length == 0 && moved.Length == 0) return false;
            if (entries.Length > 0) _writingThrough = entries[^1].Number;
            foreach (var cursor in moved) cursor.IsMoved = false;
        }

        bool isWritten = false;
        var given = new GivenUp(0, []);
        try
        {
            lock (_fileGate)
            {
                _file!.Change(() => given = Change(entries, moved, delivered));
                isWritten = true;
            }
        }
        finally
        {
            lock (_gate)
            {
                if (isWritten)
                {
                    Count(given);
                    _fileLast = Math.Max(_fileLast, _writingThrough);
                    _tail.RemoveThrough(_writingThrough);
                }
                else
                {
                    foreach (var cursor in moved) cursor.IsMoved = true;
                }

                _writingThrough = 0;
                _isSlow = false;
                Monitor.PulseAll(_gate);
            }
        }

        Freed();
        return entries.Length == WriteAtOnce;
    }

    // What is given up counts only when it was written: else it is still there, and given up again at the next try.
    private GivenUp Change(SpoolEntry[] entries, SpoolCursor[] moved, long delivered)
    {
        var given = new GivenUp(0, new long[_cursors.Count]);
        _file!.Add(entries.Where(entry => entry.Number > delivered));
        foreach (var cursor in moved) _file.Move(cursor.Sink, cursor.Position);
        _file.RemoveThrough(delivered);
        while (_file.Bytes > _options.BytesMax)
        {
            long through = _file.NumberOf(GiveUpAtOnce);
            if (through == 0) break;
            for (int i = 0; i < given.Alerts.Length; i++)
            {
                given.Alerts[i] += _file.Count(_cursors[i].Position, through, _cursors[i].Least);
            }

            _file.RemoveThrough(through);
            given = given with { Through = through };
        }

        return given;
    }

    private void Count(in GivenUp given)
    {
        if (given.Through == 0) return;
        for (int i = 0; i < given.Alerts.Length; i++) _cursors[i].AddLost(given.Alerts[i], given.Through);
    }

    private bool IsAllDelivered()
    {
        lock (_gate) return _cursors.TrueForAll(cursor => cursor.Position >= _fileLast);
    }

    // On a disk that the file itself has filled there is no room to note what could go from it.
    private void BeginAnew()
    {
        lock (_fileGate)
        {
            CloseFile();
            SpoolFile.Delete(_options.Directory);
        }

        _openAtMs = 0;
        _wake.Set();
    }

    // Without a file, memory is all there is.
    private void DropDelivered()
    {
        lock (_gate)
        {
            _tail.RemoveThrough(_cursors.Min(static cursor => cursor.Position));
            Monitor.PulseAll(_gate);
        }
    }

    private void KeepHouse()
    {
        lock (_fileGate)
        {
            if (_file is null) return;
            if (!File.Exists(Path.Combine(_options.Directory, SpoolFile.FileName)))
            {
                _damage = "its file is gone";
                return;
            }

            _file.GiveBack();
            Volatile.Write(ref _fileBytes, _file.Bytes);
        }
    }

    private void PutAside()
    {
        lock (_fileGate)
        {
            CloseFile();
            string aside = SpoolFile.SetAside(_options.Directory);
            _log.SpoolDamaged(_damage, aside);
            _damage = "";
            _openAtMs = 0;
        }

        // What is not in memory was in the file.
        lock (_gate)
        {
            long through = _tail.Count > 0 ? _tail.First.Number - 1 : _nextNumber - 1;
            foreach (var cursor in _cursors)
            {
                cursor.AddLost(Math.Max(0, cursor.Waiting - WaitingInMemory(cursor)), through);
            }
        }
    }

    private void CloseFile()
    {
        _file?.Dispose();
        Volatile.Write(ref _file, null);
        Volatile.Write(ref _fileBytes, 0);
    }

    private void Stuck(string reason)
    {
        long waiting;
        lock (_gate)
        {
            waiting = _tail.Count;
            if (_isStuck && !_stopping)
            {
                _writeAtMs = Environment.TickCount64 + WriteAgainAfterMs;
                return;
            }

            Volatile.Write(ref _isStuck, true);
            _writeAtMs = Environment.TickCount64 + WriteAgainAfterMs;
            Monitor.PulseAll(_gate);
        }

        _log.SpoolStuck(_options.Directory, reason, waiting);
    }

    private void Freed()
    {
        if (!_isStuck) return;
        Volatile.Write(ref _isStuck, false);
        _log.SpoolFreed(_options.Directory);
    }

    private void WakeSinks()
    {
        foreach (var cursor in _cursors) cursor.Wake();
    }

    private void TellLosses(bool all)
    {
        long now = Environment.TickCount64;
        foreach (var cursor in _cursors)
        {
            long lost = cursor.Lost - cursor.Told.Count;
            bool isSoon = cursor.Told.Count > 0 && now - cursor.Told.AtMs < TellAgainAfterMs;
            if (lost == 0 || (isSoon && !all)) continue;
            cursor.Told = (cursor.Lost, now);
            _log.AlertsGivenUp(cursor.Sink, lost);
            _lost(cursor.Sink, lost);
        }
    }

    // Through: the number of the last one. Alerts: how many of them each sink had not got.
    private readonly record struct GivenUp(long Through, long[] Alerts);
}
