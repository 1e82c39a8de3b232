using KosmosProbe.Engine.Rules;
using Microsoft.Data.Sqlite;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// The part of a spool that is on disk: one SQLite database that holds each alert once and how far each sink has come.
/// What is committed survives the end of the process, however it ends; a power cut may cost the last commits, since the
/// log is not forced to disk at each of them. Held by one process alone. Not for several threads.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    /// <summary>The database's name in its directory.</summary>
    public const string FileName = "spool.db";

    // Written into the database; one of another layout is set aside.
    private const int Layout = 1;
    private const int BusyTimeoutS = 1;

    // SQLite's result codes.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private const int FreePagesMax = 256;

    // Alerts name commands and files; they are nobody else's business.
    private const UnixFileMode ForUs = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Settings = """
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -512;
        PRAGMA wal_autocheckpoint = 256;
        PRAGMA journal_size_limit = 1048576;
        """;

    // Message is empty where it is the same as json. The first statement also takes the lock for good.
    private const string Tables = """
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS alerts (
            number INTEGER PRIMARY KEY, priority INTEGER NOT NULL, internal INTEGER NOT NULL, time INTEGER NOT NULL,
            id BLOB NOT NULL, rule TEXT NOT NULL, container TEXT NOT NULL, message BLOB NOT NULL, json BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS sinks (name TEXT PRIMARY KEY, position INTEGER NOT NULL);
        COMMIT;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _select;
    private readonly SqliteCommand _move;

    private SpoolFile(SqliteConnection connection)
    {
        _connection = connection;
        _insert = Command(
            "INSERT INTO alerts VALUES ($number, $priority, $internal, $time, $id, $rule, $container, $message, $json)",
            "$number", "$priority", "$internal", "$time", "$id", "$rule", "$container", "$message", "$json");
        _select = Command(
            "SELECT * FROM alerts WHERE number > $after AND number <= $through AND priority <= $priority"
                + " ORDER BY number LIMIT $count",
            "$after", "$through", "$priority", "$count");
        _move = Command("INSERT OR REPLACE INTO sinks VALUES ($name, $position)", "$name", "$position");
    }

    /// <summary>Bytes in use; the file may be larger by what it gives back later, and by its log.</summary>
    public long Bytes => (Scalar("PRAGMA page_count") - Scalar("PRAGMA freelist_count")) * Scalar("PRAGMA page_size");

    /// <summary>The number of the last alert, or the furthest position; 0 when there is neither.</summary>
    public long LastNumber => Scalar(
        "SELECT max(ifnull((SELECT max(number) FROM alerts), 0), ifnull((SELECT max(position) FROM sinks), 0))");

    /// <summary>Whether an error says that the database cannot be used any more, as it is.</summary>
    /// <param name="error">The error.</param>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>Whether an error says that another process holds the database.</summary>
    /// <param name="error">The error.</param>
    public static bool IsHeld(SqliteException error) => error.SqliteErrorCode is Busy or Locked;

    /// <summary>Opens the database of a directory, which is created when it is not there.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="SqliteException">It cannot be opened, or another process holds it.</exception>
    /// <exception cref="IOException">The directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static SpoolFile Open(string directory)
    {
        Directory.CreateDirectory(directory, ForUs | UnixFileMode.UserExecute);
        SQLitePCL.Batteries_V2.Init();
        var name = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, FileName),
            Pooling = false,
            DefaultTimeout = BusyTimeoutS,
        };
        var connection = new SqliteConnection(name.ToString());
        try
        {
            connection.Open();

            // The log that lies beside it gets the same mode.
            File.SetUnixFileMode(connection.DataSource, ForUs);
            return Prepare(connection);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Puts a database out of the way, over the last one that was; a new one can then be begun.</summary>
    /// <param name="directory">Its directory.</param>
    /// <returns>Where it is now.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static string SetAside(string directory)
    {
        string path = Path.Combine(directory, FileName);
        string aside = path + ".bad";
        if (File.Exists(path)) File.Move(path, aside, overwrite: true);
        Delete(directory);
        return aside;
    }

    /// <summary>Removes a database that is not open.</summary>
    /// <param name="directory">Its directory.</param>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static void Delete(string directory)
    {
        string path = Path.Combine(directory, FileName);
        foreach (string part in (string[])["", "-wal", "-shm"]) File.Delete(path + part);
    }

    /// <summary>How far each sink has come.</summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public Dictionary<string, long> Positions()
    {
        using var command = Command("SELECT name, position FROM sinks");
        using var reader = command.ExecuteReader();
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        while (reader.Read()) positions[reader.GetString(0)] = reader.GetInt64(1);
        return positions;
    }

    /// <summary>Forgets a sink, so that nothing is kept for it.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="SqliteException">It cannot be written.</exception>
    public void Forget(string name)
    {
        using var command = Command("DELETE FROM sinks WHERE name = $name", "$name");
        command.Parameters[0].Value = name;
        command.ExecuteNonQuery();
    }

    /// <summary>Makes changes that are written whole or not at all.</summary>
    /// <param name="changes">Makes them.</param>
    /// <exception cref="SqliteException">They cannot be written; none of them is.</exception>
    public void Change(Action changes)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            changes();
            Execute("COMMIT");
        }
        catch (SqliteException)
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Adds alerts.</summary>
    /// <param name="entries">The alerts, numbers growing.</param>
    /// <exception cref="SqliteException">They cannot be written.</exception>
    public void Add(IEnumerable<SpoolEntry> entries)
    {
        foreach (var (number, alert) in entries)
        {
            bool isSame = alert.Message.Span.SequenceEqual(alert.Json.Span);
            byte[] message = isSame ? [] : alert.Message.ToArray();
            Set(
                _insert, number, (int)alert.Priority, alert.IsInternal, alert.TimeNs, alert.Id.ToByteArray(),
                alert.Rule, alert.Container, message, alert.Json.ToArray());
            _insert.ExecuteNonQuery();
        }
    }

    /// <summary>Reads alerts in order.</summary>
    /// <param name="after">The number before the first.</param>
    /// <param name="through">The last number that is asked for.</param>
    /// <param name="least">The least important priority.</param>
    /// <param name="countMax">So many at most.</param>
    /// <exception cref="SqliteException">They cannot be read.</exception>
    public List<SpoolEntry> Read(long after, long through, Priority least, int countMax)
    {
        Set(_select, after, through, (int)least, countMax);
        using var reader = _select.ExecuteReader();
        var entries = new List<SpoolEntry>();
        try
        {
            while (reader.Read()) entries.Add(Entry(reader));
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentException or FormatException)
        {
            throw new SqliteException($"an alert in it cannot be read: {e.Message}", Corrupt);
        }

        return entries;
    }

    /// <summary>Notes how far a sink has come.</summary>
    /// <param name="sink">Its name.</param>
    /// <param name="position">The number of the last alert that it needs no more.</param>
    /// <exception cref="SqliteException">It cannot be written.</exception>
    public void Move(string sink, long position)
    {
        Set(_move, sink, position);
        _move.ExecuteNonQuery();
    }

    /// <summary>How many alerts a sink would still get, up to a number.</summary>
    /// <param name="after">The sink's position.</param>
    /// <param name="through">The number.</param>
    /// <param name="least">The least important priority that it takes.</param>
    /// <exception cref="SqliteException">They cannot be read.</exception>
    public long Count(long after, long through, Priority least) => Scalar(
        "SELECT count(*) FROM alerts WHERE number > $after AND number <= $through AND priority <= $least",
        ("$after", after), ("$through", through), ("$least", (long)least));

    /// <summary>The number of one of the oldest alerts.</summary>
    /// <param name="older">So many alerts are older; less than there are gives the last one.</param>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public long NumberOf(int older) => Scalar(
        "SELECT ifnull(max(number), 0) FROM (SELECT number FROM alerts ORDER BY number LIMIT $count)",
        ("$count", older + 1));

    /// <summary>Removes the oldest alerts.</summary>
    /// <param name="through">The number of the last one to go.</param>
    /// <exception cref="SqliteException">They cannot be removed.</exception>
    public void RemoveThrough(long through)
    {
        using var command = Command("DELETE FROM alerts WHERE number <= $through", "$through");
        command.Parameters[0].Value = through;
        command.ExecuteNonQuery();
    }

    /// <summary>Gives room that has become free back to the file system, a part at a time.</summary>
    /// <exception cref="SqliteException">It cannot be.</exception>
    public void GiveBack()
    {
        if (Scalar("PRAGMA freelist_count") <= FreePagesMax) return;
        using var command = Command("PRAGMA incremental_vacuum(1024)");
        using var pages = command.ExecuteReader();
        while (pages.Read())
        {
            // Each row is one page given back.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _select.Dispose();
        _move.Dispose();
        _connection.Dispose();
    }

    private static SpoolFile Prepare(SqliteConnection connection)
    {
        Execute(connection, Settings);
        using (var layout = connection.CreateCommand())
        {
            layout.CommandText = "PRAGMA user_version";
            long found = (long)layout.ExecuteScalar()!;
            if (found is not (0 or Layout))
            {
                throw new SqliteException($"it has layout {found}, this version knows {Layout}", NotADatabase);
            }
        }

        Execute(connection, Tables);
        Execute(connection, $"PRAGMA user_version = {Layout}");
        return new SpoolFile(connection);
    }

    private static SpoolEntry Entry(SqliteDataReader row)
    {
        byte[] message = row.GetFieldValue<byte[]>(7);
        byte[] json = row.GetFieldValue<byte[]>(8);
        var alert = new OutgoingAlert
        {
            Priority = (Priority)row.GetInt32(1),
            IsInternal = row.GetBoolean(2),
            TimeNs = row.GetInt64(3),
            Id = new Guid(row.GetFieldValue<byte[]>(4)),
            Rule = row.GetString(5),
            Container = row.GetString(6),
            Message = message.Length == 0 ? json : message,
            Json = json,
        };
        return new SpoolEntry(row.GetInt64(0), alert);
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private void Execute(string statement) => Execute(_connection, statement);

    // Some failures have rolled back already.
    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // Nothing is left to roll back.
        }
    }

    private SqliteCommand Command(string text, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (string name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static void Set(SqliteCommand command, params object[] values)
    {
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
    }

    private long Scalar(string text, params (string Name, long Value)[] parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return (long)command.ExecuteScalar()!;
    }
}
