using System.Globalization;

namespace IzzyPS.Sandbox.Faults;

/// <summary>Times with their unit: <c>500ms</c>, <c>2s</c>, <c>1.5m</c>, <c>1h</c>, <c>1d</c>.</summary>
internal static class FaultTime
{
    internal const string Forms = "a time with its unit (ms, s, m, h, d), such as 500ms or 2s";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    internal static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        var digits = text.TrimEnd('d', 'h', 'm', 's');
        var unit = Array.Find(Units, unit => unit.Unit == text[digits.Length..]);
        if (unit.Unit is null || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > Longest.Ticks / unit.Ticks)
            return false;
        time = TimeSpan.FromTicks((long)(number * unit.Ticks));
        return true;
    }

    internal static string Write(TimeSpan time)
    {
        if (time == TimeSpan.Zero)
            return "0s";
        var (unit, ticks) = Units.FirstOrDefault(unit => time.Ticks % unit.Ticks == 0, Units[^1]);
        return ((decimal)time.Ticks / ticks).ToString("0.####", CultureInfo.InvariantCulture) + unit;
    }
}
