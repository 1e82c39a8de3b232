using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>What is reckoned of a layout, against what the runtime made of it.</summary>
public class MirrorLayoutTests
{
    public static TheoryData<Type> Mirrors =>
    [
        .. typeof(EventHeader).Assembly.GetTypes()
            .Where(static type => type.GetCustomAttribute<KernelStructAttribute>() is not null),
        typeof(EventCounts), typeof(Padded), typeof(Nested), typeof(Nine), typeof(EventType), typeof(double),
    ];

    [Theory]
    [MemberData(nameof(Mirrors))]
    public void FieldsLieWhereReckoned(Type mirror)
    {
        var layout = MirrorLayout.Of(mirror);

        Assert.Equal(SizeOf(mirror), layout.Size);
        Assert.All(layout.Fields, one => Assert.Equal(OffsetOf(mirror, one.Field), one.Offset));
    }

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(Truth))]
    [InlineData(typeof(Packed))]
    [InlineData(typeof(Placed))]
    public void WhatIsNotReckonedIsRefused(Type mirror) =>
        Assert.Throws<ArgumentException>(() => MirrorLayout.Of(mirror));

    private static int SizeOf(Type type)
    {
        var method = new DynamicMethod("SizeOf", typeof(int), []);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Sizeof, type);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }

    /// <summary>By two addresses, since Marshal knows another layout.</summary>
    private static int OffsetOf(Type type, FieldInfo field)
    {
        var method = new DynamicMethod("OffsetOf", typeof(int), [], type, skipVisibility: true);
        var code = method.GetILGenerator();
        var value = code.DeclareLocal(type);
        code.Emit(OpCodes.Ldloca, value);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Ldloca, value);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Conv_I4);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }

    public struct Padded
    {
        public byte One;
        public ulong Eight;
        public ushort Two;
        public EventType Type;
        public byte Last;
    }

    public struct Nested
    {
        public ushort Two;
        public Nine Nine;
        public Padded Padded;
        public float Four;
    }

    [InlineArray(9)]
    public struct Nine
    {
        public ushort First;
    }

    public struct Truth
    {
        public bool Is;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct Packed
    {
        public byte One;
        public uint Four;
    }

    [StructLayout(LayoutKind.Explicit)]
    public struct Placed
    {
        [FieldOffset(4)]
        public uint Four;
    }
}
