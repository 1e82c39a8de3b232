using System.Security.Cryptography;
using System.Text;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Output;

public class AlertQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void MessagesComeOutInOrderAndWhole()
    {
        using var queue = new AlertQueue(256);
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(queue.TryAdd(Encoding.ASCII.GetBytes(new string('x', i % 60) + i)));
            Assert.True(queue.TryTake(out var message));
            Assert.Equal(new string('x', i % 60) + i, Encoding.ASCII.GetString(message));
            queue.Release();
        }

        Assert.False(queue.TryTake(out _));
        Assert.Equal(1000, queue.Added);
        Assert.Equal(1000, queue.Taken);
        Assert.Equal(0, queue.Dropped);
    }

    [Fact]
    public void WhatDoesNotFitIsCountedAndTheRestStays()
    {
        using var queue = new AlertQueue(64);
        Assert.True(queue.TryAdd(new byte[28]));
        Assert.True(queue.TryAdd(new byte[28]));
        Assert.False(queue.TryAdd([1]));
        Assert.False(queue.TryAdd(new byte[1000]));
        Assert.Equal(2, queue.Dropped);
        Assert.True(queue.TryTake(out var first));
        Assert.Equal(28, first.Length);
        queue.Release();
        Assert.True(queue.TryAdd([7]));
    }

    [Fact]
    public void TheNumberOfMessagesIsLimitedToo()
    {
        using var queue = new AlertQueue(1024, messagesMax: 2);
        Assert.True(queue.TryAdd([1]));
        Assert.True(queue.TryAdd([2]));
        Assert.False(queue.TryAdd([3]));
        Assert.True(queue.TryTake(out _));
        Assert.False(queue.TryAdd([3]));
        queue.Release();
        Assert.True(queue.TryAdd([3]));
        Assert.Equal(2, queue.Dropped);
    }

    [Fact]
    public void WaitingEndsWithAMessageOrWithTheTime()
    {
        using var queue = new AlertQueue(64);
        Assert.False(queue.Wait(TimeSpan.FromMilliseconds(20)));
        var producer = new Thread(() =>
        {
            Thread.Sleep(50);
            queue.TryAdd([1]);
        });
        producer.Start();
        Assert.True(queue.Wait(Patience));
        producer.Join();
    }

    [Fact]
    public void TwoThreadsLoseNothingThatIsNotCounted()
    {
        const int Messages = 200_000;
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        using var queue = new AlertQueue(8 * 1024);
        long accepted = 0;
        var producer = new Thread(() =>
        {
            var random = new Random(seed);
            var buffer = new byte[400];
            for (int i = 0; i < Messages; i++)
            {
                // Every message is its number, then a fill that both sides can compute.
                int length = 4 + random.Next(buffer.Length - 4);
                BitConverter.TryWriteBytes(buffer, i);
                buffer.AsSpan(4, length - 4).Fill((byte)i);
                accepted += queue.TryAdd(buffer.AsSpan(0, length)) ? 1 : 0;
            }

            while (!queue.TryAdd(BitConverter.GetBytes(-1)))
            {
                Thread.Yield();
            }
        });
        producer.Start();
        long taken = 0;
        int last = -1;
        bool isDone = false;
        while (!isDone)
        {
            Assert.True(queue.Wait(Patience), $"stuck; seed {seed}");
            while (queue.TryTake(out var message))
            {
                int number = BitConverter.ToInt32(message);
                isDone = number == -1;
                Assert.True(isDone || number > last, $"out of order; seed {seed}");
                Assert.True(isDone || message[4..].IndexOfAnyExcept((byte)number) < 0, $"torn; seed {seed}");
                last = isDone ? last : number;
                taken += isDone ? 0 : 1;
                queue.Release();
            }
        }

        producer.Join();
        Assert.Equal(accepted, taken);
        Assert.True(Messages <= accepted + queue.Dropped, $"{Messages} {accepted} {queue.Dropped}; seed {seed}");
        Assert.Equal(queue.Added, queue.Taken);
    }

    [Fact]
    public void AddingAllocatesNothing()
    {
        using var queue = new AlertQueue(64 * 1024);
        byte[] message = new byte[300];
        Assert.Equal(0, Allocation.Of(() => RunOnce(queue, message, 100_000)));
    }

    private static void RunOnce(AlertQueue queue, byte[] message, int times)
    {
        for (int i = 0; i < times; i++)
        {
            queue.TryAdd(message);
            queue.TryTake(out _);
            queue.Release();
        }
    }
}
