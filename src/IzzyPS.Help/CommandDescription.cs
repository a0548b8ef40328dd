using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace IzzyPS.Help;

/// <summary>Describes a cmdlet by its attributes and comments.</summary>
/// <remarks>Attributes are read as data, because the properties of PowerShellStandard's attributes don't keep their values.</remarks>
internal sealed record CommandDescription(
    string Verb,
    string Noun,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<ParameterDescription> Parameters,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<Example> Examples)
{
    private const string AllSets = "__AllParameterSets";

    public string Name => $"{Verb}-{Noun}";

    /// <summary>The names of the parameter sets. A cmdlet without sets has one set with PowerShell's default name.</summary>
    public IEnumerable<string> Sets => Parameters.SelectMany(parameter => parameter.Places.Keys).Where(set => set != AllSets).Distinct(StringComparer.Ordinal).DefaultIfEmpty(AllSets);

    /// <summary>Describes a cmdlet. Returns null for any other type.</summary>
    public static CommandDescription? TryCreate(Type type, Comments comments)
    {
        var cmdlet = GetAttributes(type, nameof(CmdletAttribute)).FirstOrDefault();
        if (cmdlet is null || type.IsAbstract)
            return null;
        var member = $"T:{type.FullName}";
        var parameters = type.GetProperties()
            .Select(property => ParameterDescription.TryCreate(property, comments))
            .OfType<ParameterDescription>()
            .ToList();
        if (GetNamedValue(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess)) is true)
            parameters.AddRange(ParameterDescription.WhatIf, ParameterDescription.Confirm);
        return new CommandDescription(
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            string.Join(' ', comments.Paragraphs(member, "summary")),
            comments.Paragraphs(member, "remarks"),
            parameters,
            [.. GetAttributes(type, nameof(OutputTypeAttribute)).SelectMany(output => ReadTypes(output.ConstructorArguments[0].Value))],
            comments.Examples(member));
    }

    /// <summary>Gets a parameter's place in a parameter set. Returns null when the parameter is not in the set.</summary>
    public static ParameterPlace? GetPlace(ParameterDescription parameter, string set) =>
        parameter.Places.GetValueOrDefault(set) ?? parameter.Places.GetValueOrDefault(AllSets);

    internal static IEnumerable<CustomAttributeData> GetAttributes(MemberInfo member, string attribute) =>
        CustomAttributeData.GetCustomAttributes(member).Where(data => data.AttributeType.Name == attribute);

    internal static object? GetNamedValue(CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;

    internal static string GetSet(CustomAttributeData parameter) => (string?)GetNamedValue(parameter, nameof(ParameterAttribute.ParameterSetName)) ?? AllSets;

    private static IEnumerable<string> ReadTypes(object? value) =>
        value is IEnumerable values ? values.Cast<CustomAttributeTypedArgument>().Select(type => ((Type)type.Value!).FullName!) : [];
}
