using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Captures.State;

namespace KosmosProbe.Engine.Captures;

/// <summary>
/// A capture's way through the rules: its head fills the state, its events go through the pipeline one by one, as fast
/// as they are judged, while a second thread reads ahead. Memory does not grow with the file.
/// </summary>
public sealed class CaptureReplay : IDisposable
{
    private readonly ScapReader _reader;
    private readonly CaptureRecords _records;
    private readonly RecordFeed _feed;
    private readonly long _fileBytes;

    private CaptureReplay(Stream file)
    {
        _fileBytes = file.CanSeek ? file.Length : 0;
        _reader = new ScapReader(file);
        _records = new CaptureRecords(_reader);
        _feed = new RecordFeed(_reader, _records);
    }

    /// <summary>How much of the file has been read, from 0 to 1; 0 of a pipe. Any thread.</summary>
    public double Progress => _fileBytes == 0 ? 0 : Math.Min(1.0, (double)_reader.FileBytes / _fileBytes);

    /// <summary>What is wrong with the capture's end, as a sentence; null when all is well.</summary>
    public string? Ending => _reader.Ending;

    /// <summary>Events that were left out: no rule could name them, or they were damaged. After the end.</summary>
    public long Skipped => _records.UnknownEvents + _reader.OversizedEvents + _reader.MalformedEvents;

    /// <summary>Opens a capture and reads its first block.</summary>
    /// <param name="path">A scap file, plain or gzip.</param>
    /// <exception cref="CaptureException">It is none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CaptureReplay Open(string path) => Read(File.OpenRead(path));

    /// <summary>The same of an open file.</summary>
    /// <param name="file">Owned from now on, whatever happens.</param>
    /// <exception cref="CaptureException">It is no capture.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CaptureReplay Read(Stream file)
    {
        try
        {
            return new CaptureReplay(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Replays from the beginning to the end; once.</summary>
    /// <param name="pipeline">Judges the events.</param>
    /// <param name="state">The pipeline's state, empty yet.</param>
    /// <param name="isEnough">Asked before the first event and now and then; true ends the replay.</param>
    /// <exception cref="CaptureException">The capture is damaged; what came before it was judged.</exception>
    /// <exception cref="IOException">The file cannot be read any further.</exception>
    public void Run(EventPipeline pipeline, RecordedState state, Func<bool>? isEnough = null)
    {
        while (_reader.TryReadHead(out var item))
        {
            state.Seed(item);
        }

        state.EndHead();
        while (isEnough?.Invoke() != true && _feed.TryTake(out var batch))
        {
            int position = 0;
            while (batch.TryNext(ref position, out var record))
            {
                pipeline.Handle(record);
            }

            _feed.Release();
        }

        pipeline.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _feed.Dispose();
        _reader.Dispose();
    }
}
