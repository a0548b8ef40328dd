using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>The tool under strace, at some calls of each kind; <c>./build.ps1 Soak</c> goes through all of them.</summary>
[Trait("Category", "Slow")]
public sealed class SystemCallTests
{
    public static TheoryData<string> Faults => new(SystemCalls.Faults.Keys);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Failed_system_call_keeps_every_car_once_and_is_reported(string fault)
    {
        Assert.SkipWhen(Programs.WhyNoStrace is not null, Programs.WhyNoStrace ?? string.Empty);
        foreach (var time in SystemCalls.Faults[fault].Times)
        {
            var (wasReached, violations) = await SystemCalls.StrikeAsync(fault, time, withTool: false);
            Assert.Empty(violations);
            Assert.True(wasReached, $"{fault}: no thread made call {time}"); // Otherwise nothing was tested.
        }
    }
}
