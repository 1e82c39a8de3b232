using System.Collections.Concurrent;
using System.Text;
using KosmosProbe.Engine.Output;
using KosmosProbe.Host.Outputs;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// log_syslog: the probe's own messages go to the system's log. On a thread of its own, so that a log that does not
/// read holds up nobody; what finds no room meanwhile is lost, as what is sent while nobody listens.
/// </summary>
internal sealed class SyslogLog : ILoggerProvider
{
    private const int MessagesMax = 1024;

    private static readonly TimeSpan LastMessagesMax = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<(LogLevel Level, string Text)> _messages = new(MessagesMax);
    private readonly string _path;
    private readonly Thread _thread;
    private bool _isDisposed;

    /// <summary>Begins.</summary>
    /// <param name="path">Where the log listens.</param>
    public SyslogLog(string path = SyslogOutput.UsualPath)
    {
        _path = path;
        _thread = new Thread(Run) { Name = "syslog", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(_messages);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _messages.CompleteAdding();

        // A thread that is stuck in the log still uses the rest; the process ends.
        if (_thread.Join(LastMessagesMax)) _messages.Dispose();
    }

    private void Run()
    {
        using var log = new SyslogSocket(_path);
        var message = new ByteBuffer();
        foreach (var (level, text) in _messages.GetConsumingEnumerable())
        {
            message.Clear();
            SyslogSocket.AppendHead(message, Severity(level));
            message.Append(Encoding.UTF8.GetBytes(text));

            // There is nowhere to tell a failure of the log.
            _ = log.Send(message.Written);
        }
    }

    private static int Severity(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    private sealed class Writer(BlockingCollection<(LogLevel Level, string Text)> messages) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            string text = formatter(state, exception);
            if (!messages.IsAddingCompleted)
                messages.TryAdd((logLevel, exception is null ? text : $"{text}: {exception.Message}"));
        }
    }
}
