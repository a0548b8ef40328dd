using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>Each fault of the server once, with the five checks; <c>./build.ps1 Soak</c> has them twice and for ever too.</summary>
[Trait("Category", "Slow")]
public sealed class SickServerFaultTests
{
    public static TheoryData<string> Faults => new(SickServers.Faults.Keys);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Failing_server_keeps_every_car_exactly_once(string fault)
    {
        foreach (var each in SickServers.Faults[fault])
            Assert.Empty(await SickServers.StrikeAsync(each, times: 1));
    }
}
