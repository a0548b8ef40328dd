using System.Globalization;
using System.Xml.Linq;

namespace IzzyPS.Help;

/// <summary>Writes MAML, the help format of Get-Help.</summary>
internal static class Maml
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument CreateDocument(IEnumerable<CommandDescription> commands) =>
        new(new XElement(
            Msh + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Text),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            commands.Select(CreateCommand)));

    private static XElement CreateCommand(CommandDescription command) =>
        new(
            Command + "command",
            new XElement(
                Command + "details",
                new XElement(Command + "name", command.Name),
                new XElement(Command + "verb", command.Verb),
                new XElement(Command + "noun", command.Noun),
                CreateDescription(command.Synopsis)),
            CreateDescription([.. command.Description]),
            new XElement(Command + "syntax", command.Sets.Select(set => CreateSyntax(command, set))),
            new XElement(Command + "parameters", command.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(parameter => CreateParameter(parameter, parameter.Places.Values.First()))),
            new XElement(Command + "inputTypes", command.Parameters.Where(TakesPipeline).Select(parameter => CreateType(Command + "inputType", parameter.Type))),
            new XElement(Command + "returnValues", command.Outputs.Select(type => CreateType(Command + "returnValue", type))),
            new XElement(Command + "examples", command.Examples.Select(CreateExample)));

    private static XElement CreateSyntax(CommandDescription command, string set) =>
        new(
            Command + "syntaxItem",
            new XElement(Text + "name", command.Name),
            from parameter in command.Parameters
            let place = CommandDescription.GetPlace(parameter, set)
            where place is not null
            orderby place.Position ?? int.MaxValue, !place.IsMandatory
            select CreateParameter(parameter, place));

    private static XElement CreateParameter(ParameterDescription parameter, ParameterPlace place) =>
        new(
            Command + "parameter",
            new XAttribute("required", place.IsMandatory),
            new XAttribute("globbing", parameter.TakesWildcards),
            new XAttribute("pipelineInput", place.PipelineInput),
            new XAttribute("position", place.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Text + "name", parameter.Name),
            CreateDescription(parameter.Description),
            parameter.TakesValue ? new XElement(Command + "parameterValue", new XAttribute("required", true), parameter.Type) : null,
            new XElement(Dev + "type", new XElement(Text + "name", parameter.Type)),
            new XElement(Dev + "defaultValue", parameter.Default ?? (parameter.TakesValue ? "None" : "False")));

    private static XElement CreateExample(Example example, int index) =>
        new(
            Command + "example",
            new XElement(Text + "title", string.Create(CultureInfo.InvariantCulture, $"-------------------------- Example {index + 1} --------------------------")),
            new XElement(Dev + "code", example.Code),
            new XElement(Dev + "remarks", new XElement(Text + "para", example.Explanation)));

    private static XElement CreateType(XName element, string type) =>
        new(element, new XElement(Dev + "type", new XElement(Text + "name", type)));

    private static XElement CreateDescription(params string[] paragraphs) =>
        new(Text + "description", paragraphs.Select(paragraph => new XElement(Text + "para", paragraph)));

    private static bool TakesPipeline(ParameterDescription parameter) =>
        parameter.Places.Values.Any(place => place.PipelineInput != "False");
}
