using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>The test projects of the solution. This project refers to all of them, so that their assemblies are in its folder.</summary>
internal static partial class TestProjects
{
    /// <summary>The types of all test projects.</summary>
    /// <exception cref="FileNotFoundException">IzzyPS.Tool.Tests does not refer to a test project of the solution.</exception>
    internal static IReadOnlyList<Type> Types { get; } =
    [
        .. Name().Matches(File.ReadAllText(RepositoryRoot.GetPath("IzzyPS.sln"))).SelectMany(name => Assembly.Load(name.Groups[1].Value).GetTypes()),
    ];

    /// <summary>Whether a method is a test.</summary>
    internal static bool IsTest(MethodInfo method) => method.GetCustomAttributes<FactAttribute>(inherit: true).Any();

    [GeneratedRegex("\"(IzzyPS[A-Za-z.]*\\.Tests)\",", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
