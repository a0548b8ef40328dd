<#
.SYNOPSIS
Builds, tests and packs IzzyPS.
.EXAMPLE
./build.ps1
Builds the module into out/IzzyPS.
.EXAMPLE
./build.ps1 -Task Test
Runs every test, those of the cmdlets too.
#>
#Requires -Version 7.6
[CmdletBinding()]
param(
    # Build: the module and the tool. Test: everything. Demo: the whole job on a sandbox. Bench: how fast it is.
    # Soak: the long runs of faults (docs/reliability.md). Package: the module as an archive in out/. Install: the module into the user's module folder.
    [ValidateSet('Build', 'Test', 'Demo', 'Bench', 'Soak', 'Package', 'Install')]
    [string] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location $PSScriptRoot
$module = Join-Path $PSScriptRoot 'out' 'IzzyPS'

function Build { dotnet build IzzyPS.sln --configuration $Configuration }

function Get-Version { (Import-PowerShellDataFile (Join-Path $module 'IzzyPS.psd1')).ModuleVersion }

switch ($Task) {
    Build { Build }
    Test { dotnet test --configuration $Configuration }
    Demo { dotnet run --project src/IzzyPS.Tool --configuration $Configuration -- demo }
    Bench { dotnet run --project benchmarks/IzzyPS.Benchmarks --configuration Release }
    Soak { dotnet run --project tests/IzzyPS.Soak --configuration Release }
    Package {
        Build
        $archive = Join-Path $PSScriptRoot 'out' "IzzyPS-$(Get-Version).zip"
        Compress-Archive -Path $module -DestinationPath $archive -Force
        Get-Item $archive
    }
    Install {
        Build
        # The first folder of the module path is the user's own.
        $target = Join-Path ($env:PSModulePath -split [IO.Path]::PathSeparator)[0] 'IzzyPS' (Get-Version)
        if (Test-Path $target) { Remove-Item $target -Recurse }
        $null = New-Item -ItemType Directory -Path $target -Force
        Copy-Item (Join-Path $module '*') $target -Recurse
        Get-Module $target -ListAvailable
    }
}
